/**
 * The word lists of the guards: data only; opposites, things of one kind and synonyms are in `words/`. English first; the negations of some other languages too, because a wrong
 * answer there is as wrong. Everything is lower case; lists are of surfaces, `stem` makes them comparable.
 */

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));
const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((pair) => pair.split('=') as [string, string]),
  );

/** They shape the sentence, not what is asked: grammar, politeness, filler. */
export const LIGHT_WORDS = list(`
  a an the this that these those there here outof it its itself i me my mine myself we us our ours you your yours yourself
  he him his she her hers they them their theirs one ones someone anyone somebody anybody is are was were be been
  being am do does did doing done have has had having can could will would shall should may might must ought of in on
  at to for from by with as into onto about regarding concerning and or but if then so than such via using what which
  who whom whose when where why how please thanks thank hi hello hey ok okay well just also really actually basically
  exactly literally kindly question tell show explain describe define give let lets know want need wondering wonder
  like help possible way ways able get good best some any im ive id hows whats wheres whos vs versus advance step
  steps appreciate cheers regards sorry curious trying try understand wanted asking ask sure dear sir madam team
`);

/** Light words that a question can be put with or without, or one for the other, and stay word for word the same. */
export const SILENT_WORDS = list(`
  a an the some any i me my mine you your yours we us our im is are am do does did can could would have has had be
  what which to please thanks thank hi hello hey ok okay well just also really actually basically exactly literally
  kindly question tell show explain describe define give let lets know want need wondering wonder like help possible
  able good best so then there someone anyone one id hows whats regards sorry curious trying try understand wanted
  asking ask sure dear appreciate cheers
`);

/**
 * Words that add little to a question: where only one of the two has them, they still ask the same. Unlike light words
 * they count where both have one ("how do I find", "how do I use").
 */
export const PALE_WORDS = list(`
  ever very really quite pretty truly so too even still yet already actually simply generally usually typically
  normally overall especially particularly specifically mainly mostly entirely totally completely absolutely certainly
  definitely probably perhaps maybe possibly currently else however anyway though although effectively efficiently
  properly correctly exactly always also again thing things stuff kind kinds type types sort sorts piece example
  examples instance various several different certain particular specific given available existing own another other
  others every any many much most more lot lots actual true genuine proper effective efficient good great better best
  top nice perfect ideal decent excellent awesome amazing recommended typical usual main important interesting easy
  easily easiest quickest find get got getting gets use uses using usage make makes made making take takes do go goes
  going come become becoming feel feels think consider considered considering like start started happen happens occur
  occurs try choose pick decide provide provides mean means meant meaning refer refers exist exists existed involve
  involved see look looking learn learning understand understanding finding handle deal tackle achieve accomplish
  approach suggest recommend advise say said believe opinion opinions thoughts idea ideas suggestion suggestions tip
  tips advice recommendation recommendations reason reasons purpose fact facts located skill skills according upon
  obtain acquire greatest per people person someone guy guys folks everyone around out up along back away across
  together common basic huge serious legit legitimate honest please comment answer yes assistance begin beginning nowadays everyday um uh
`);

/** What a question word asks for, by name: "how old is it" is "what is its age". */
export const ASKED_FOR: ReadonlyMap<string, readonly string[]> = new Map([
  ['how old', ['age']],
  ['how tall', ['height']],
  ['how high', ['height', 'altitude']],
  ['how deep', ['depth']],
  ['how long', ['length', 'duration', 'time', 'distance']],
  ['how far', ['distance']],
  ['how big', ['size']],
  ['how fast', ['speed']],
  ['how heavy', ['weight']],
  ['how often', ['frequency']],
  ['how much', ['price', 'amount', 'salary', 'cost', 'allowance']],
  ['how many', ['number', 'amount']],
  ['when', ['date', 'year', 'time', 'day', 'month']],
  ['where', ['place', 'location', 'located', 'city', 'country']],
  ['who', ['person', 'player']],
  ['why', ['reason', 'cause']],
]);

/** Words that only English has: where none of them stands, the text may be in a language that the lists do not know. */
export const ENGLISH_WORDS = list(
  'the what how to for with my your can does i which who why when where this that from and about it are you should would could did been them there of an explain write give please between best good tell show people they these those while before because through without make get know need want like love women than then into not ever difference meaning define',
);

/** Where a phrase is hung up in its sentence. Moved together with its phrase, the meaning stays. */
export const MARKERS = list(
  'in on at to for from by with without of into onto via using as than if when while because about before after during since until under within outof',
);

/** Prepositions that say when or where. */
export const RELATIONS = list(
  'before after during since until near behind beside beyond outside inside within below beneath between',
);

/** Prepositions by which a phrase limits what is asked. */
export const CONDITIONS = list('in on at for from by with without as if when while under after before during');

/** What one who answers is asked to do: alternatives of a pattern. */
export const TELLING = 'tell|explain|show|give|help|list|describe|write|suggest|recommend|provide';

/** Verbs that say that something is not done. */
export const REFUSALS = list(`
  fail fails failed failing refuse refuses refused refusing avoid avoids avoided avoiding lack lacks lacked lacking stop
  stops stopped stopping cease ceases ceased deny denies denied forbid forbids forbidden ban bans banned prohibit
  prohibits prohibited prevent prevents prevented skip skips skipped skipping ignore ignores ignored ignoring omit omits
  omitted despite barring minus instead free unable impossible hate hates
`);

/** Prepositions that put a word in contrary roles. */
export const CONTRARY_MARKERS = [
  ['from', 'to'],
  ['from', 'into'],
  ['from', 'onto'],
  ['from', 'for'],
  ['from', 'about'],
  ['to', 'about'],
  ['by', 'about'],
  ['by', 'to'],
  ['by', 'for'],
  ['for', 'with'],
  ['into', 'outof'],
  ['in', 'outof'],
  ['to', 'outof'],
] as const;

export const COORDINATORS = list('and or vs versus , & / nor plus');

/** Between things of which it does not matter which is named first. */
export const SYMMETRIC_WORDS = list(
  'far distance between difference differ compare comparison similarity relationship',
);

export const NEGATIONS = list(`
  not no never without none nobody nothing nowhere neither nor cannot except excluding unless lacking
  nicht kein keine keinen keiner ohne nie niemals pas jamais sans aucun nunca jamás sin ningún ninguna não nem sem
  niet geen zonder inte ikke ikkje нет не без ни
`);

export const QUANTIFIERS = list(
  'each both either only least less fewer few sometimes often rarely seldom hardly half atleast atmost morethan lessthan upto exactly',
);

export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value] as const),
  ...'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'
    .split(' ')
    .map((word, value) => [word, value] as const),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, (index + 2) * 10] as const),
  ...'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth'
    .split(' ')
    .map((word, index) => [word, (index + 2) * 10] as const),
  ['dozen', 12],
  ['twice', 2],
  ['double', 2],
  ['triple', 3],
]);

export const MULTIPLIERS: ReadonlyMap<string, number> = new Map([
  ['hundred', 1e2],
  ['thousand', 1e3],
  ['k', 1e3],
  ['million', 1e6],
  ['mn', 1e6],
  ['billion', 1e9],
  ['bn', 1e9],
  ['trillion', 1e12],
]);

/** As numbers only in capitals, and after a name or a word that counts. */
export const ROMAN_NUMERALS: ReadonlyMap<string, string> = new Map([
  ['I', '1'],
  ['II', '2'],
  ['III', '3'],
  ['IV', '4'],
  ['V', '5'],
  ['VI', '6'],
  ['VII', '7'],
  ['VIII', '8'],
  ['IX', '9'],
  ['X', '10'],
  ['XI', '11'],
  ['XII', '12'],
]);

export const DATE_WORDS = list(`
  january february march april june july august september october november december
  jan feb mar apr jun jul aug sep sept oct nov dec
  monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
  today yesterday tomorrow tonight morning afternoon evening noon midnight weekend weekday
  spring summer autumn winter easter christmas now currently current latest recent recently
  daily weekly monthly yearly annually annual hourly quarterly biweekly century decade
`);

/** A unit's other names. After a number, short forms are read as units too. */
export const UNIT_NAMES = pairs(`
  feet=foot ft=foot foot=foot metre=metre metres=metre meter=metre meters=metre mile=mile miles=mile yard=yard
  yards=yard km=kilometre kms=kilometre kilometre=kilometre kilometres=kilometre kilometer=kilometre
  kilometers=kilometre inch=inch inches=inch centimetre=centimetre centimetres=centimetre centimeter=centimetre
  centimeters=centimetre cm=centimetre mm=millimetre millimetre=millimetre millimetres=millimetre
  millimeter=millimetre millimeters=millimetre lb=pound lbs=pound pound=pound pounds=pound kg=kilogram kgs=kilogram
  kilo=kilogram kilos=kilogram kilogram=kilogram kilograms=kilogram gram=gram grams=gram gramme=gram mg=milligram
  milligram=milligram milligrams=milligram mcg=microgram microgram=microgram micrograms=microgram ton=ton tons=ton
  tonne=tonne tonnes=tonne stone=stone stones=stone oz=ounce ounce=ounce ounces=ounce
  ms=millisecond millisecond=millisecond milliseconds=millisecond seconds=second sec=second secs=second
  minute=minute minutes=minute min=minute mins=minute hour=hour hours=hour hr=hour hrs=hour day=day days=day
  week=week weeks=week month=month months=month year=year years=year yr=year yrs=year
  celsius=celsius centigrade=celsius fahrenheit=fahrenheit kelvin=kelvin
  dollar=dollar dollars=dollar usd=dollar bucks=dollar euro=euro euros=euro eur=euro gbp=sterling sterling=sterling
  quid=sterling jpy=yen yen=yen rupee=rupee rupees=rupee inr=rupee rs=rupee yuan=yuan cny=yuan cent=cent cents=cent chf=franc
  franc=franc francs=franc peso=peso pesos=peso cad=cad aud=aud
  ml=millilitre millilitre=millilitre milliliter=millilitre millilitres=millilitre milliliters=millilitre
  litre=litre litres=litre liter=litre liters=litre gallon=gallon gallons=gallon pint=pint pints=pint
  cup=cup cups=cup quart=quart quarts=quart tablespoon=tablespoon tablespoons=tablespoon tbsp=tablespoon
  teaspoon=teaspoon teaspoons=teaspoon tsp=teaspoon
  kb=kilobyte kilobyte=kilobyte kilobytes=kilobyte mb=megabyte megabyte=megabyte megabytes=megabyte gb=gigabyte
  gigabyte=gigabyte gigabytes=gigabyte tb=terabyte terabyte=terabyte terabytes=terabyte kib=kibibyte mib=mebibyte
  gib=gibibyte byte=byte bytes=byte bit=bit bits=bit mbps=mbps gbps=gbps
  percent=percent percentage=percent acre=acre acres=acre hectare=hectare hectares=hectare
  mph=mph kph=kph knot=knot knots=knot calorie=calorie calories=calorie kcal=calorie joule=joule joules=joule
  watt=watt watts=watt kw=kilowatt kwh=kwh volt=volt volts=volt amp=ampere amps=ampere psi=psi bar=bar
`);

/** Units of one or two letters: only right behind a number. */
export const SHORT_UNITS = pairs(
  'g=gram l=litre m=metre s=second h=hour f=fahrenheit c=celsius w=watt v=volt d=day b=billion t=tonne',
);

export const CURRENCY_SIGNS: ReadonlyMap<string, string> = new Map([
  ['$', 'dollar'],
  ['€', 'euro'],
  ['£', 'sterling'],
  ['¥', 'yen'],
  ['₹', 'rupee'],
]);

export const LANGUAGES = list(`
  english french german spanish italian portuguese chinese mandarin cantonese japanese korean russian arabic hindi
  bengali urdu dutch polish turkish greek latin swedish norwegian danish finnish czech hungarian romanian ukrainian
  hebrew thai vietnamese indonesian malay persian farsi tamil telugu swahili slovak slovenian croatian serbian bulgarian
  lithuanian latvian estonian icelandic irish welsh gaelic basque catalan afrikaans punjabi gujarati marathi tagalog esperanto
`);

export const FORMATS = list(`
  json xml yaml yml csv tsv html markdown latex table bullet bullets bulleted numbered list outline poem haiku sonnet
  limerick song rap lyric lyrics essay email letter tweet thread paragraph sentence story script dialogue slide slides
  presentation flowchart diagram chart template checklist cheatsheet report memo blog article
  code pseudocode regex sql bash emoji emojis plaintext ascii
  translate rewrite paraphrase
`);

export const LENGTHS = list(`
  detail details detailed depth brief briefly concise concisely lengthy length tldr overview comprehensive thorough
  thoroughly summary summarise summarize summarised summarized
`);

export const AUDIENCES = list(`
  beginner beginners novice expert experts advanced intermediate child children kid kids toddler teenager teen teens
  adult adults senior seniors student students professor teacher lawyer doctor nurse engineer developer programmer
  manager executive layman layperson pirate poet professional professionals formal informal friendly casual funny
  humorous academic technical eli5 grader undergraduate phd scientist recruiter parent parents
`);

/** Where a question is about a word or a sentence itself, its form is the matter: nothing is stemmed away. */
export const LANGUAGE_MATTERS = list(
  'spell spelling spelled pronounce pronunciation plural singular tense grammar grammatical grammatically conjugate conjugation word etymology rhyme rhymes anagram palindrome uppercase lowercase capitalize capitalise',
);

/** Opposites only beside the same word: "turn on" and "turn off", not "in London" and "out of milk". */
export const PARTICLES = list('on off in out up down over under');
