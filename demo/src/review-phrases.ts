import type { ShopperType } from './kinds/kind.ts';

/**
 * Building blocks of reviews. {p1} and {p2} are clauses of praise, {c1} and {c2} of complaint, {P1} to {C2} the same at
 * the start of a sentence; {this_noun} is 'this kettle' or 'these gloves', {it} and {is} agree with it. Blocks with
 * {color} are used for variants that have one.
 */
export const bodies: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>> = {
  5: [
    '{P1}. {P2}.', '{P1}, and {p2}.', '{P1}.', '{P1}. {P2}. What more could I ask for?', 'I was skeptical at this price, but {p1}.',
    'What I like best: {p1}. And {p2}.', 'Honestly, {p1}. I would buy {this_noun} again without thinking twice.',
    '{P1}. The photos are accurate and delivery was quick.', 'I read a lot of reviews before ordering {this_noun} and I am glad I did. {P1}, and {p2}.',
    'If I had to find a fault, it would be that {c1}. But {p1}, so five stars from me.', 'Small thing first: {c1}. I can live with that, because {p1} and {p2}.',
    'Compared three before I chose {this_noun}. {P1}.', '{P2}. On top of that, {p1}.', 'Nothing fancy to report, {p1} and {p2}.',
    'My sister recommended {this_noun} and she was right: {p1}.', 'So far so good. {P1}.', 'Ordered in {color}, which looks just like the picture. {P1}.',
    'The color ({color}) is lovely in person. {P1}, and {p2}.', '{P1}. Already told two friends about it.', 'Replaces one I had for years, and {p1}.',
    'I did not expect to be writing a review, but {p1}. {P2} as well.', 'Can only recommend. {P2}.', '{P1}! {P2}!',
  ],
  4: [
    '{P1}, although {c1}.', '{P1} and {p2}. One star off because {c1}.', 'Just know that {c1}. Other than that, {p1}.', 'Almost perfect. {P1}, but {c1}.',
    '{P1}. {P2}. I only wish someone had told me that {c1}.', 'Good value. {P1}.', 'Four stars because {c1}. Still, {p1}, and I would order {this_noun} again.',
    '{P1}. Minor point: {c1}.', 'Good once you know what to expect: {p1}, but {c1}.', 'Solid. {P1}; {c1}.',
    '{P2}, which is why I bought {this_noun}. It is true that {c1}, but that is not a deal breaker.', 'Color is {color}, true to the photo. {P1}, even if {c1}.',
    'Does what it should. {P1}.', 'Pleased overall. {P1} and {p2}. But {c1}.',
  ],
  3: [
    '{P1}, but {c1}.', 'Mixed feelings. On the one hand {p1}. On the other, {c1}.', 'OK for the price. {C1}.', '{C1}. {P1}, so I am keeping {this_noun}, but I would look around next time.',
    'Average. {P1}. {C1}. You get what you pay for.', 'I wanted to give more stars, because {p1}. Unfortunately {c1}.', 'Middle of the road: {p1}, but {c1}.',
    'Not bad, not great. {C1}, and {c2}. At least {p1}.', 'The color ({color}) is a shade darker than I imagined. {P1}, though {c1}.', 'Fine, I guess. {P1}. It bothers me that {c1}.',
  ],
  2: [
    '{C1}. {C2}. I expected more.', 'Wanted to like {this_noun}, but {c1}.', '{P1}, to be fair. But {c1}, and {c2}.', 'Disappointed. {C1}. {P1}, that is the only reason for the second star.',
    'Looks better in the pictures. {C1}, and {c2}.', 'Two stars because {p1}. Everything else let me down: {c1}.', 'Not for me. {C1}.', 'Gave it a fair chance. {C1}, and {c2}.',
  ],
  1: [
    '{C1}. {C2}. Going back.', 'Returned. {C1}.', '{C1}, and {c2}. Would not buy again.', 'I do not understand the good reviews. {C1}.', 'Save your money. {C1}. {C2}.',
    '{C1}. Customer service was friendly and refunded me, but that is all the good I can say.', 'One star from me. {C1}.', 'Very let down by {this_noun}. {C1}.',
  ],
};

/** Whole reviews of people who do not go into details. */
export const shortBodies: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>> = {
  5: ['Love it.', 'Exactly as described.', 'Perfect, thank you!', 'Great quality, fast delivery.', 'Arrived a day early and well packed. Very happy.', 'Just right.', 'Second order, same good quality.', 'Would buy again.'],
  4: ['Does the job.', 'Good, as expected.', 'Nice for the price.', 'Happy so far.', 'Good product, box was a bit dented.'],
  3: ['It is okay.', 'Average.', 'Does what it says, nothing more.', 'Expected a little more for the money.'],
  2: ['Not what I hoped for.', 'Looked better in the pictures.', 'Meh.'],
  1: ['Sent it back.', 'Not as described.', 'Waste of money.', 'Arrived damaged.'],
};

export const titles: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>> = {
  5: ['Exactly what I was looking for', 'Very happy', 'Worth every cent', 'Could not be happier', 'Highly recommended', 'Better than expected', 'Love {this_noun}', 'Great {noun}', 'Would buy again', 'Five stars', 'So good', 'A pleasant surprise', 'My new favorite', 'Excellent quality'],
  4: ['Good, with one small flaw', 'Very good for the price', 'Almost perfect', 'Good {noun}', 'Solid choice', 'Happy with my purchase', 'Nearly there', 'Does what I need', 'Recommended with a caveat', 'Good value'],
  3: ['It is okay', 'Mixed feelings', 'Average', 'Not bad, not great', 'Fine for the price', 'Good idea, could be better', 'Three stars', 'You get what you pay for'],
  2: ['Disappointed', 'Expected more', 'Not for me', 'Not quite what I hoped for', 'Looks better in the photos', 'Two stars is generous'],
  1: ['Returned', 'Would not buy again', 'Save your money', 'Very disappointed', 'Not as described', 'Do not bother', 'One star'],
};

/** First sentences that tell who writes. */
export const contexts: Readonly<Record<ShopperType, readonly string[]>> = {
  parent: ['We have two small kids, so things get tested hard here.', 'With a toddler in the house I need things that just work.', 'Bought for our family of five.'],
  runner: ['I run about thirty miles a week.', 'Training for my second half marathon.', 'I exercise most mornings before work.'],
  gamer: ['I play most evenings.', 'Game night regular here.', 'Long-time player, picky about my gear.'],
  cook: ['I cook nearly every day.', 'Weekend cook here.', 'My kitchen sees a lot of use.'],
  gardener: ['I have a small yard and a lot of pots.', 'Third season of growing my own vegetables.', 'Balcony gardener here.'],
  traveller: ['I am on the road two weeks a month.', 'Went with me on a trip to Portugal.', 'I travel light, so everything has to earn its place.'],
  student: ['I live in a dorm with very little space.', 'Student budget, so the price mattered.', 'Got this before the semester started.'],
  audiophile: ['I listen to music for hours every day.', 'I have owned a fair number of these.', 'Good sound matters to me.'],
  photographer: ['I shoot weddings on weekends.', 'Photography is my hobby, not my job.', 'I take pictures nearly every day.'],
  handyman: ['I am renovating an old house.', 'I do most repairs around the house myself.', 'Retired, and always in the workshop.'],
  beauty: ['I am picky about what I use every day.', 'My routine is short, so every step counts.', 'I have tried many over the years.'],
  fashion: ['I am careful about what goes into my closet.', 'I dress up for work and down on weekends.', 'I order a lot online and return a lot too.'],
  pet_owner: ['We have two cats and an old dog.', 'My dog approved before I did.', 'House full of animals here.'],
  office: ['I work from home four days a week.', 'Bought for my desk at work.', 'I needed this for the home office.'],
  outdoor: ['We camp a few times every summer.', 'I am outdoors whenever I can be.', 'First used on a rainy weekend in the mountains.'],
  musician: ['I play in a small band.', 'I came back to music after twenty years.', 'I teach beginners on weekends.'],
  reader: ['I always have a book on the go.', 'Quiet evenings at home are my thing.', 'I belong to a small book club.'],
  host: ['We often have people over.', 'Bought for a family dinner.', 'I like to have guests, so this gets used.'],
};

export const timeSpans: readonly string[] = [
  'I have had {this_noun} for about a month.', 'Three weeks in.', 'In use almost daily since spring.', 'Writing this after two months.',
  'First impression after a week.', 'Had {this_noun} for a while now before writing this.',
];

/** In place of `timeSpans` for what is used up. */
export const repeatNotes: readonly string[] = ['This is my third order.', 'I keep coming back to this one.', 'A staple in our house.', 'My second order already.', 'I have tried other brands too.'];

export const closings: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>> = {
  5: ['Recommended.', 'Very happy.', 'Would buy again.', 'Thumbs up.', 'Thank you!', 'Worth the money.', 'No regrets.'],
  4: ['Recommended all the same.', 'Would buy again.', 'Good value for the money.', 'Happy overall.', 'Four solid stars.'],
  3: ['Take it for what it is.', 'It will do for now.', 'Your mileage may vary.', 'Wait for a sale.'],
  2: ['Pity.', 'I will try another brand.', 'Not worth the price to me.', 'I expected better.'],
  1: ['Avoid.', 'Never again.', 'Lesson learned.', 'Look elsewhere.'],
};
