/** Words that keep their capital inside a sentence. */
export const properNames: ReadonlySet<string> = new Set((
  'Bluetooth Wi Fi Zigbee Matter Ethernet Android Windows Mac Linux Velcro Oxford Derby Dutch French Italian Japanese Chinese '
  + 'Swiss English German Spanish Greek Turkish Indian Mexican Thai Korean Persian Moroccan Cuban Egyptian American Danish Swedish Scottish Irish '
  + 'Christmas Easter Halloween Hanukkah Earl Grey Assam Darjeeling Ceylon Ethiopia Ethiopian Colombia Colombian Brazil Brazilian Guatemala Kenya Kenyan Sumatra '
  + 'Sicilian Tuscan California Californian Florida Washington Georgia Vermont Maine Canadian Alaskan Atlantic Pacific Bundt Phillips Torx '
  + 'Bourbon Cheddar Parmesan Gouda Brie Roquefort Manchego Fuji Gala Honeycrisp Hass Valencia Himalayan Mediterranean Torino Kashmir Damascus Tahitian Madagascar '
  + 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday January July'
).split(' '));
