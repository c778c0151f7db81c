/** A city with real postal codes of its own, so that addresses pass a plausibility check. */
export interface Place {
  readonly country: string;
  /** State or province code; for Germany the Land. */
  readonly region: string;
  readonly city: string;
  readonly postal_codes: readonly string[];
  /** IANA name. */
  readonly time_zone: string;
  /** Relative number of people who live there. */
  readonly weight: number;
  /** Telephone area code; in the United States and Canada followed by 555-01xx, which is reserved for fiction. */
  readonly area_code: string;
}

const EAST = 'America/New_York';
const CENTRAL = 'America/Chicago';
const MOUNTAIN = 'America/Denver';
const PACIFIC = 'America/Los_Angeles';

function us(region: string, city: string, postal_codes: string, time_zone: string, weight: number, area_code: string): Place {
  return { country: 'US', region, city, postal_codes: postal_codes.split(' '), time_zone, weight, area_code };
}

export const usPlaces: readonly Place[] = [
  us('NY', 'New York', '10003 10011 10025 10128', EAST, 80, '212'),
  us('NY', 'Brooklyn', '11201 11215 11222 11238', EAST, 40, '718'),
  us('NY', 'Buffalo', '14201 14213 14222', EAST, 6, '716'),
  us('CA', 'Los Angeles', '90012 90026 90036 90066', PACIFIC, 40, '213'),
  us('CA', 'San Diego', '92101 92103 92116', PACIFIC, 15, '619'),
  us('CA', 'San Francisco', '94103 94110 94117 94122', PACIFIC, 15, '415'),
  us('CA', 'Sacramento', '95814 95816 95818', PACIFIC, 8, '916'),
  us('CA', 'Oakland', '94607 94610 94611', PACIFIC, 6, '510'),
  us('IL', 'Chicago', '60605 60614 60622 60647', CENTRAL, 30, '312'),
  us('TX', 'Houston', '77002 77006 77019', CENTRAL, 25, '713'),
  us('TX', 'Austin', '78701 78704 78745', CENTRAL, 12, '512'),
  us('TX', 'Dallas', '75201 75206 75214', CENTRAL, 15, '214'),
  us('TX', 'San Antonio', '78205 78209 78212', CENTRAL, 14, '210'),
  us('AZ', 'Phoenix', '85003 85014 85016', 'America/Phoenix', 16, '602'),
  us('AZ', 'Tucson', '85701 85716 85719', 'America/Phoenix', 6, '520'),
  us('PA', 'Philadelphia', '19103 19125 19147', EAST, 18, '215'),
  us('PA', 'Pittsburgh', '15203 15206 15217', EAST, 8, '412'),
  us('FL', 'Miami', '33127 33130 33145', EAST, 14, '305'),
  us('FL', 'Tampa', '33602 33606 33609', EAST, 8, '813'),
  us('FL', 'Orlando', '32801 32803 32806', EAST, 8, '407'),
  us('FL', 'Jacksonville', '32204 32205 32207', EAST, 7, '904'),
  us('OH', 'Columbus', '43201 43206 43215', EAST, 10, '614'),
  us('OH', 'Cleveland', '44102 44113 44114', EAST, 7, '216'),
  us('OH', 'Cincinnati', '45202 45208 45219', EAST, 6, '513'),
  us('GA', 'Atlanta', '30307 30309 30318', EAST, 14, '404'),
  us('NC', 'Charlotte', '28202 28203 28205', EAST, 10, '704'),
  us('NC', 'Raleigh', '27601 27605 27608', EAST, 7, '919'),
  us('MI', 'Detroit', '48201 48207 48226', EAST, 8, '313'),
  us('MI', 'Grand Rapids', '49503 49504 49506', EAST, 4, '616'),
  us('WA', 'Seattle', '98102 98103 98115 98122', PACIFIC, 14, '206'),
  us('WA', 'Spokane', '99201 99203 99205', PACIFIC, 3, '509'),
  us('OR', 'Portland', '97202 97209 97214', PACIFIC, 10, '503'),
  us('CO', 'Denver', '80202 80205 80211', MOUNTAIN, 12, '303'),
  us('CO', 'Boulder', '80302 80303 80304', MOUNTAIN, 3, '303'),
  us('MA', 'Boston', '02108 02116 02127', EAST, 12, '617'),
  us('MA', 'Worcester', '01602 01604 01609', EAST, 3, '508'),
  us('TN', 'Nashville', '37203 37206 37212', CENTRAL, 9, '615'),
  us('TN', 'Memphis', '38103 38104 38112', CENTRAL, 6, '901'),
  us('MD', 'Baltimore', '21201 21211 21230', EAST, 8, '410'),
  us('VA', 'Richmond', '23220 23221 23223', EAST, 6, '804'),
  us('DC', 'Washington', '20001 20009 20011', EAST, 9, '202'),
  us('MN', 'Minneapolis', '55401 55407 55408', CENTRAL, 8, '612'),
  us('WI', 'Milwaukee', '53202 53207 53211', CENTRAL, 6, '414'),
  us('WI', 'Madison', '53703 53704 53711', CENTRAL, 4, '608'),
  us('MO', 'Kansas City', '64108 64111 64113', CENTRAL, 6, '816'),
  us('MO', 'St. Louis', '63104 63108 63110', CENTRAL, 6, '314'),
  us('IN', 'Indianapolis', '46202 46203 46220', EAST, 8, '317'),
  us('LA', 'New Orleans', '70115 70117 70130', CENTRAL, 5, '504'),
  us('KY', 'Louisville', '40203 40204 40206', EAST, 5, '502'),
  us('UT', 'Salt Lake City', '84102 84103 84105', MOUNTAIN, 5, '801'),
  us('NV', 'Las Vegas', '89101 89104 89117', PACIFIC, 8, '702'),
  us('NV', 'Reno', '89501 89502 89509', PACIFIC, 3, '775'),
  us('NM', 'Albuquerque', '87102 87104 87106', MOUNTAIN, 4, '505'),
  us('OK', 'Oklahoma City', '73102 73103 73118', CENTRAL, 5, '405'),
  us('NE', 'Omaha', '68102 68106 68132', CENTRAL, 4, '402'),
  us('IA', 'Des Moines', '50309 50311 50312', CENTRAL, 3, '515'),
  us('ID', 'Boise', '83702 83703 83706', 'America/Boise', 3, '208'),
  us('ME', 'Portland', '04101 04102 04103', EAST, 2, '207'),
  us('VT', 'Burlington', '05401 05408', EAST, 1, '802'),
  us('RI', 'Providence', '02903 02906 02909', EAST, 3, '401'),
  us('CT', 'New Haven', '06510 06511 06513', EAST, 3, '203'),
  us('NJ', 'Jersey City', '07302 07304 07306', EAST, 6, '201'),
  us('SC', 'Charleston', '29401 29403 29407', EAST, 3, '843'),
  us('AL', 'Birmingham', '35203 35205 35209', CENTRAL, 3, '205'),
];

export const foreignPlaces: readonly Place[] = [
  { country: 'DE', region: 'BE', city: 'Berlin', postal_codes: ['10115', '10435', '12047'], time_zone: 'Europe/Berlin', weight: 1, area_code: '30' },
  { country: 'DE', region: 'HH', city: 'Hamburg', postal_codes: ['20095', '22765'], time_zone: 'Europe/Berlin', weight: 1, area_code: '40' },
  { country: 'DE', region: 'BW', city: 'Stuttgart', postal_codes: ['70173', '70569'], time_zone: 'Europe/Berlin', weight: 1, area_code: '711' },
  { country: 'GB', region: 'ENG', city: 'Bristol', postal_codes: ['BS1 4DJ', 'BS3 1JP'], time_zone: 'Europe/London', weight: 1, area_code: '117' },
  { country: 'GB', region: 'ENG', city: 'Manchester', postal_codes: ['M1 2WD', 'M4 5JD'], time_zone: 'Europe/London', weight: 1, area_code: '161' },
  { country: 'GB', region: 'SCT', city: 'Edinburgh', postal_codes: ['EH1 1YZ', 'EH6 6JJ'], time_zone: 'Europe/London', weight: 1, area_code: '131' },
  { country: 'CA', region: 'ON', city: 'Toronto', postal_codes: ['M5V 2T6', 'M4M 1G3'], time_zone: 'America/Toronto', weight: 1, area_code: '416' },
  { country: 'CA', region: 'BC', city: 'Vancouver', postal_codes: ['V6B 1A1', 'V5T 3A1'], time_zone: 'America/Vancouver', weight: 1, area_code: '604' },
];

/** General sales tax of the state in basis points, without local additions; enough for demonstration orders. */
export const salesTaxBp: Readonly<Record<string, number>> = {
  NY: 400, CA: 725, IL: 625, TX: 625, AZ: 560, PA: 600, FL: 600, OH: 575, GA: 400, NC: 475, MI: 600, WA: 650, OR: 0,
  CO: 290, MA: 625, TN: 700, MD: 600, VA: 530, DC: 600, MN: 688, WI: 500, MO: 423, IN: 700, LA: 445, KY: 600, UT: 610,
  NV: 685, NM: 488, OK: 450, NE: 550, IA: 600, ID: 600, ME: 550, VT: 600, RI: 700, CT: 635, NJ: 663, SC: 600, AL: 400,
};

export const streets: readonly string[] = [
  'Maple Ave', 'Oak St', 'Cedar Ln', 'Elm St', 'Washington Ave', 'Lincoln St', 'Park Ave', 'Lake St', 'Hill Rd', 'Pine St',
  'Walnut St', 'Highland Ave', 'Franklin St', 'Jefferson Ave', 'Church St', 'Spring St', 'River Rd', 'Madison St', 'Union St',
  'Willow Dr', 'Sunset Blvd', 'Prospect Ave', 'Chestnut St', 'Grove St', 'Jackson St', 'Birch Ct', 'Mill Rd', 'Adams St',
  'Cherry St', 'Garden St', 'Center St', 'Valley Rd', 'Meadow Ln', 'Monroe St', 'Division St', 'Orchard Rd', 'Laurel Ave',
];

export const foreignStreets: Readonly<Record<string, readonly string[]>> = {
  DE: ['Gartenstraße', 'Lindenstraße', 'Schillerstraße', 'Am Speicher', 'Bahnhofstraße'],
  GB: ['Mill Lane', 'Station Road', 'Wharf Street', 'King Street', 'Chapel Road'],
  CA: ['Queen St W', 'Granville St', 'Dundas St E', 'Main St', 'King St E'],
};
