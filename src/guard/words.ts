/**
 * The word lists of the guards: data only. English first; the negations of some other languages too, because a wrong
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
  ['how long', ['length', 'duration', 'time']],
  ['how far', ['distance']],
  ['how big', ['size']],
  ['how fast', ['speed']],
  ['how heavy', ['weight']],
  ['how often', ['frequency']],
  ['how much', ['price', 'amount', 'salary']],
  ['how many', ['number', 'amount']],
  ['when', ['date', 'year', 'time']],
  ['where', ['place', 'location', 'located']],
  ['who', ['person']],
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
  ...'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth'
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
  ['II', '2'],
  ['III', '3'],
  ['IV', '4'],
  ['VI', '6'],
  ['VII', '7'],
  ['VIII', '8'],
  ['IX', '9'],
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
  hebrew thai vietnamese indonesian malay persian farsi tamil telugu swahili
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

/** The two sides of a coin. Where one question has the one and the other has the other, they ask for opposite things. */
export const ANTONYMS: readonly (readonly [string, string])[] = `
  increase/decrease increase/reduce increase/lower raise/lower raise/reduce rise/fall rise/drop grow/shrink gain/lose
  gain/loss profit/loss win/lose win/loss cheap/expensive cheap/costly cheapest/expensive cheapest/priciest
  enable/disable activate/deactivate on/off in/out open/close open/closed start/stop start/end start/finish begin/end
  begin/finish buy/sell buy/rent buyer/seller install/uninstall install/remove encrypt/decrypt add/remove add/delete
  add/subtract create/delete create/destroy insert/delete insert/remove attach/detach mount/unmount connect/disconnect
  subscribe/unsubscribe follow/unfollow friend/unfriend before/after import/export best/worst better/worse good/bad
  upload/download lock/unlock first/last first/final rising/falling high/low higher/lower highest/lowest block/unblock
  mute/unmute hide/show hide/reveal benefit/risk benefit/drawback benefit/harm benefit/disadvantage benefit/downside
  benefit/cost advantage/downside advantage/risk pro/downside harm/help advantage/disadvantage advantage/drawback
  pro/con pros/cons strength/weakness for/against positive/negative maximum/minimum max/min maximize/minimize
  maximise/minimise largest/smallest biggest/smallest large/small big/small big/little bigger/smaller larger/smaller
  longest/shortest long/short longer/shorter taller/shorter tallest/shortest tall/short deepest/shallowest
  deep/shallow wide/narrow thick/thin fat/thin faster/slower fast/slow fastest/slowest old/new older/newer
  oldest/newest old/young older/younger oldest/youngest under/over above/below more/less more/fewer most/least
  most/fewest near/far nearest/farthest nearest/furthest closest/farthest closest/furthest heavier/lighter
  heaviest/lightest heavy/light dark/light bright/dark hot/cold hottest/coldest hotter/colder hotter/cooler warm/cool
  warm/cold warmer/cooler heat/cool freeze/thaw freeze/melt boil/freeze ascending/descending asc/desc forward/backward
  forwards/backwards zip/unzip compress/decompress compress/extract legal/illegal valid/invalid true/false love/hate
  like/dislike accept/reject accept/decline accept/refuse catch/throw approve/reject approve/deny allow/deny
  allow/forbid allow/block permit/prohibit grant/revoke push/pull read/write send/receive sender/receiver give/take
  give/receive lend/borrow lender/borrower public/private left/right up/down inside/outside indoor/outdoor
  indoors/outdoors internal/external interior/exterior inbound/outbound incoming/outgoing input/output early/late
  earlier/later past/future male/female men/women man/woman boy/girl boys/girls he/she him/her his/her husband/wife
  girlfriend/boyfriend mother/father mom/dad mum/dad son/daughter brother/sister uncle/aunt king/queen prince/princess
  with/without include/exclude including/excluding inclusive/exclusive arrive/depart arrive/leave arrival/departure
  enter/exit enter/leave entrance/exit deposit/withdraw deposit/withdrawal credit/debit asset/liability
  assets/liabilities income/expense revenue/expense hire/fire hire/dismiss marry/divorce marriage/divorce
  attack/defend offense/defense strong/weak stronger/weaker strongest/weakest hard/easy hard/soft difficult/easy
  easiest/hardest harder/easier rich/poor richest/poorest north/south east/west northern/southern eastern/western
  prevent/cure prevent/cause cause/cure cause/effect causes/effects cause/treat cause/symptom symptom/treatment
  sync/async synchronous/asynchronous client/server wife/girlfriend before/during during/after question/answer
  single/multiple single/married encode/decode serialize/deserialize commit/revert stage/unstage append/prepend
  merge/split join/split join/leave expand/collapse zoom/unzoom wet/dry clean/dirty full/empty fill/empty
  safe/dangerous safe/unsafe birth/death born/die born/died live/die alive/dead acid/base acidic/alkaline solid/liquid
  raw/cooked fresh/frozen sweet/sour vertical/horizontal vertically/horizontally row/column rows/columns
  static/dynamic mutable/immutable upstream/downstream supply/demand employer/employee landlord/tenant
  plaintiff/defendant lessor/lessee buyer/vendor parent/child teacher/student doctor/patient predator/prey host/guest
  host/parasite optimist/pessimist optimistic/pessimistic major/minor majority/minority senior/junior ancient/modern
  guilty/innocent guilty/acquitted tighten/loosen tight/loose rough/smooth sharp/dull sharp/blunt noisy/quiet
  loud/quiet loudest/quietest visible/invisible permanent/temporary mandatory/optional required/optional
  manual/automatic manually/automatically online/offline local/remote wholesale/retail gross/net nominal/real
  fixed/variable bull/bear bullish/bearish call/put inflation/deflation surplus/deficit simple/compound stop/resume
  pause/resume pass/fail success/failure succeed/fail present/absent same/different similar/different
  similarity/difference similarities/differences next/previous next/last upper/lower top/bottom front/back front/rear
  present/past present/future radius/diameter clockwise/counterclockwise sunrise/sunset dawn/dusk day/night am/pm
  morning/evening hypertension/hypotension hyperthyroidism/hypothyroidism hyperglycemia/hypoglycemia
  hypothermia/hyperthermia constipation/diarrhea systolic/diastolic artery/vein inhale/exhale ingest/inject
  oral/topical acute/chronic benign/malignant upgrade/downgrade promote/demote promotion/demotion praise/criticize
  support/oppose agree/disagree trust/distrust literal/figurative singular/plural active/passive formal/informal
  vowel/consonant vegetarian/vegan odd/even prime/composite convex/concave numerator/denominator union/intersection
  and/or integrate/differentiate integral/derivative multiply/divide plus/minus square/cube weekday/weekend
  always/never always/sometimes all/none since/until until/after all/some everyone/nobody both/neither
  one/several one/multiple one/many thicken/thin lengthen/shorten widen/narrow strengthen/weaken lighten/darken
  brighten/darken brighten/dim soften/harden sharpen/blunt sharpen/dull
`
  .split(/\s+/)
  .filter(Boolean)
  .map((pair) => pair.split('/') as [string, string]);

/** Opposites only beside the same word: "turn on" and "turn off", not "in London" and "out of milk". */
export const PARTICLES = list('on off in out up down over under');

/** Things of one kind. Where one question names the one and the other names another, they ask about two things. */
export const ALTERNATIVES: readonly (readonly string[])[] = `
  dog cat horse rabbit hamster parrot bird fish cow pig sheep goat chicken duck turkey snake turtle puppy kitten bear wolf lion tiger
  beef pork chicken turkey fish salmon tuna shrimp lamb duck tofu bacon ham sausage egg
  rice pasta bread noodle potato quinoa couscous bean lentil corn oat
  butter oil margarine lard cream cheese yogurt milk
  sugar honey syrup salt pepper flour yeast cocoa vanilla cinnamon
  tea coffee wine beer juice water soda whisky vodka milk
  apple orange banana grape lemon lime strawberry mango pear peach cherry
  tomato onion garlic carrot cucumber lettuce spinach cabbage broccoli potato pea
  bake fry boil grill roast steam
  breakfast lunch dinner supper snack
  car bus train plane bicycle motorcycle truck ship boat ferry taxi tram
  red orange yellow green blue purple pink brown black white grey gold silver
  gold silver copper iron steel lead zinc tin bronze platinum nickel
  hydrogen oxygen nitrogen carbon helium sodium potassium calcium magnesium chlorine sulfur phosphorus
  mercury venus mars jupiter saturn uranus neptune pluto moon sun
  length width height depth weight volume area mass size
  speed price quality weight cost
  time space money
  private public work personal home business
  number mass weight
  python java javascript typescript ruby perl php rust go kotlin swift scala haskell clojure elixir matlab fortran cobol julia
  mysql postgresql sqlite oracle mongodb redis cassandra mariadb dynamodb
  react vue angular svelte jquery ember
  django flask rails spring laravel express fastapi
  windows linux macos android ios ubuntu debian fedora
  chrome firefox safari edge opera
  aws azure gcp heroku
  git svn mercurial
  docker podman
  nginx apache caddy
  http https ftp ssh tcp udp dns
  word excel powerpoint outlook access
  facebook instagram twitter whatsapp snapchat tiktok youtube linkedin telegram reddit quora
  gmail outlook yahoo
  paypal venmo stripe
  netflix hulu spotify amazon ebay walmart uber lyft
  for while
  around across behind beside within outside inside beneath above below through along between beyond near
  class struct interface enum
  stack queue heap tree graph array list tuple set dictionary map string integer float boolean
  get post put patch
  insert update select delete
  row column table
  commit branch tag remote
  container image volume network pod node service deployment
  log file directory
  physics chemistry biology mathematics history geography philosophy economics psychology sociology
  guitar piano violin drum flute bass cello saxophone trumpet
  football basketball tennis baseball hockey golf cricket rugby volleyball swimming
  chess poker checkers
  doctor nurse lawyer teacher engineer dentist pilot plumber electrician accountant chef
  stock bond fund option future loan mortgage
  ira pension annuity
  checking savings
  debit credit
  dividend interest rent salary wage bonus commission
  weekly daily monthly yearly hourly annual quarterly
  north south east west
  northern southern eastern western central
  europe asia africa america australia antarctica oceania
  paris london berlin madrid rome vienna lisbon tokyo osaka chicago boston sydney melbourne delhi mumbai moscow beijing
  germany france spain italy england portugal japan china india russia brazil canada mexico poland sweden norway
  german french spanish italian english portuguese japanese chinese indian russian brazilian canadian mexican polish
  christian muslim jewish hindu buddhist
  war peace
  heart liver kidney lung brain stomach bladder
  arm leg hand foot knee elbow shoulder wrist ankle hip back neck
  virus bacteria fungus parasite
  viral bacterial fungal
  ibuprofen aspirin paracetamol acetaminophen naproxen
  circle square triangle rectangle pentagon hexagon oval sphere cube cylinder cone
  sine cosine tangent
  sum difference product quotient average median mean mode
  add subtract multiply divide
  noun verb adjective adverb pronoun
  comedy tragedy drama horror thriller romance
  direct produce compose narrate
  director producer composer narrator screenwriter actor
  poem song story essay novel
  summer winter spring autumn
  development production staging
  solar wind nuclear coal gas hydro geothermal
  civil criminal
  felony misdemeanor
  copyright trademark patent
  plaintiff defendant judge jury witness
  buy sell rent lease
  fast cheap safe healthy easy comfortable reliable
  fastest cheapest safest healthiest easiest largest smallest deepest tallest longest oldest richest
  faster cheaper safer healthier easier bigger taller longer older
  wife husband mother father son daughter brother sister aunt uncle grandmother grandfather
  man woman boy girl
  adult child infant teenager toddler
`
  .trim()
  .split('\n')
  .map((group) => group.trim().split(' '));

/** Prefixes that turn a word into its opposite, and prefixes that are each other's opposite. */
export const NEGATIVE_PREFIXES = [
  'un',
  'in',
  'im',
  'il',
  'ir',
  'non',
  'dis',
  'de',
  'anti',
  'mis',
  're',
  'counter',
  'a',
] as const;
export const OPPOSED_PREFIXES = [
  ['hyper', 'hypo'],
  ['inter', 'intra'],
  ['pre', 'post'],
  ['macro', 'micro'],
  ['over', 'under'],
  ['in', 'out'],
  ['in', 'ex'],
  ['pro', 'anti'],
  ['exo', 'endo'],
  ['mono', 'poly'],
  ['up', 'down'],
  ['on', 'off'],
  ['en', 'de'],
  ['as', 'des'],
  ['homo', 'hetero'],
  ['maxi', 'mini'],
  ['back', 'fore'],
  ['bi', 'uni'],
] as const;
/** Employer and employee, careful and careless, developer and developing. */
export const OPPOSED_SUFFIXES = [
  ['er', 'ee'],
  ['or', 'ee'],
  ['ful', 'less'],
  ['proof', ''],
  ['less', ''],
  ['er', 'ing'],
] as const;

/** Words with one meaning in a question, and irregular forms: the first stands for the others. */
export const SYNONYMS: readonly (readonly string[])[] = `
  buy/purchase/bought  fast/quick/rapid  fix/repair/correct/fixed  remove/delete/eliminate/erase/rid  price/cost/costs
  call/invoke/invoking  computer/pc  start/begin/began/begun  phone/mobile/cellphone/smartphone
  film/movie/films/movies  advantage/pro/pros  disadvantage/con/cons  javascript/js  typescript/ts  kubernetes/k8s
  postgresql/postgres  database/db  information/info  golang/go  python/py  repository/repo  directory/folder
  application/app  configuration/config  environment/env  authentication/auth  document/doc  advertisement/ad/advert
  photo/photograph/picture/pic/image  television/tv  refrigerator/fridge  gymnasium/gym  laboratory/lab
  mathematics/math/maths  vocabulary/vocab  examination/exam  bicycle/bike  aeroplane/airplane/plane  automobile/car
  physician/doctor  attorney/lawyer  mom/mum/mother  dad/father  movie/film  vacation/holiday  apartment/flat
  company/business/firm  job/occupation  salary/wage/wages  kid/child/children/kids  man/men  woman/women  foot/feet
  tooth/teeth  mouse/mice  person/persons  goose/geese  leaf/leaves  wife/wives  life/lives  knife/knives
  write/wrote/written/writing  build/built  make/made/making  take/took/taken/taking  buy/bought  sell/sold  win/won
  lose/lost/losing  find/found  send/sent  speak/spoke/spoken  eat/ate/eaten  drink/drank/drunk  run/ran/running
  go/went/gone  see/saw/seen  grow/grew/grown  know/knew/known  fly/flew/flown  draw/drew/drawn  break/broke/broken
  choose/chose/chosen  drive/drove/driven  fall/fell/fallen  forget/forgot/forgotten  hide/hid/hidden  keep/kept
  learn/learnt  leave/left  pay/paid  say/said  sleep/slept  spend/spent  steal/stole/stolen  teach/taught
  think/thought  understand/understood  wear/wore/worn  begin/began/begun  become/became  bring/brought  catch/caught
  fight/fought  feel/felt  hold/held  lead/led  mean/meant  meet/met  sit/sat  swim/swam/swum  throw/threw/thrown
  wake/woke/woken  freeze/froze/frozen  shoot/shot  sing/sang/sung  happen/occur  occur/occurred  color/colour
  favorite/favourite  program/programme  center/centre  tire/tyre  gray/grey  license/licence  defense/defence
  check/cheque  jewelry/jewellery  skeptical/sceptical  mold/mould  plow/plough  pajamas/pyjamas  aluminum/aluminium
  skillful/skilful  fulfill/fulfil  enroll/enrol  judgment/judgement  aging/ageing  percent/percentage  email/mail
  website/site/webpage  big/large  biggest/largest  smart/intelligent/clever  difficult/hard  error/err
  password/passwd  sick/ill  improve/enhance  assist/help  obtain/acquire  require/need
  difference/differ/differs/different  meaning/mean/means/definition/define/defined  reason/reasons  method/methods
  allow/permit  choose/select/pick  symptom/sign/symptoms/signs  benefit/benefits  risk/risks/danger/dangers
  cheap/inexpensive/affordable  afraid/scared  angry/mad  enough/sufficient  main/major/primary  quit/stop  shut/close
  speed/accelerate  teach/instruct  reply/respond  verify/check  resign/quit  edit/modify/change/alter  kill/terminate
  concatenate/join/combine  compute/calculate/determine  display/show  decrease/reduce/lower/lessen/minimize
  acquire/obtain/gain  error/mistake  construct/create/build/make  prevent/avoid  overcome/cope/conquer
  control/manage  baby/infant  reveal/disclose  tackle/address  hate/dislike  strange/weird/odd  funny/hilarious
  crazy/insane  wrong/incorrect/inaccurate  boost/increase/raise  country/nation  nice/pleasant  marry/wed
  teenager/teen  shop/store  weird/strange  talk/speak  look/appear  big/huge  rich/wealthy  bill/invoice
  client/customer  cab/taxi  illness/disease  gift/present  site/website  path/route  ok/okay  expensive/costly/pricey
  impact/effect/affect/influence  origin/originate  consequence/effect/result  feature/characteristic/trait
  significance/importance/important  lawsuit/suit  internet/web/online  technique/method/strategy  resume/cv
  teach/educate  beautiful/pretty  unhappy/sad  lessen/reduce  remedy/cure
  difference/distinction/distinguish/differentiate  thing/stuff/item  real/true/actual/genuine  easiest/simplest
  quickest/fastest  kind/type/sort  example/instance  great/good/nice/excellent/amazing/awesome  greatest/best
  reason/cause  meal/dish  tech/technology  average/typical  delicious/tasty  common/frequent  tiny/small  glad/happy
  rule/regulation  handle/deal  relationship/relation  government/govt  management/mgmt  maximum/max  minimum/min
  temperature/temp  approximately/approx/roughly  specification/spec  introduction/intro  demonstration/demo
  representative/rep  department/dept  recruit/hire/employ  employee/worker/staff  boss/supervisor  coworker/colleague
  fridge/refrigerator  garbage/trash/rubbish  sofa/couch  holiday/vacation  elevator/lift  petrol/gasoline
  pavement/sidewalk  biscuit/cookie  aubergine/eggplant  courgette/zucchini  coriander/cilantro  soccer/football
  mobile/cell  lorry/truck  nappy/diaper  torch/flashlight  spam/junk  shutdown/turnoff  launch/start  execute/run
  bug/defect  folder/directory  login/signin  sequence/series  abdomen/stomach/belly  medication/medicine/drug
  heal/cure  pill/tablet  exercise/workout  lawful/legal  unlawful/illegal  agreement/contract  pension/retirement
  earnings/income  require/need/needed/necessary  permit/allow  assemble/build  enlarge/expand  split/divide
  gather/collect  stay/remain  aid/help/assist  select/choose/pick  inform/tell  request/ask  seek/search
  problem/issue/trouble  quick/fast/rapid/speedy  begin/start/commence  end/finish/conclude  contemporary/modern
  huge/enormous/giant/massive  quiet/silent  smart/clever  brave/courageous  fear/afraid/scared  border/boundary
  forest/woods  street/road  hurt/pain/ache  thin/slim  sad/unhappy  purchase/buy  vacant/empty  wealth/riches
  silly/stupid/dumb  goal/aim/objective  suggestion/recommendation/idea  tired/fatigue/exhausted
  tip/advice/tips/suggestion/suggestions  trip/journey  under/below  weight/weights
`
  .split(/\s{2,}|\n/)
  .map((group) => group.trim())
  .filter(Boolean)
  .map((group) => group.split('/'));

/** Several words that are one: replaced before the text is cut into words. Letters and spaces only. */
export const PHRASES: readonly (readonly [string, string])[] = [
  ['united states of america', 'usa'],
  ['united states', 'usa'],
  ['united kingdom', 'uk'],
  ['new york city', 'nyc'],
  ['european union', 'eu'],
  ['amazon web services', 'aws'],
  ['curriculum vitae', 'cv'],
  ['high blood pressure', 'hypertension'],
  ['low blood pressure', 'hypotension'],
  ['thank you in advance', ' '],
  ['good morning', ' '],
  ['good afternoon', ' '],
  ['good evening', ' '],
  ['kind regards', ' '],
  ['best regards', ' '],
  ['sorry to bother you', ' '],
  ['any idea', ' '],
  ['in general', ' '],
  ['in short', ' '],
  ['hang out', 'socialize'],
  ['thanks in advance', ' '],
  ['quick question', ' '],
  ['as soon as possible', 'asap'],
  ['each other', ' '],
  ['a lot of', ' '],
  ['lots of', ' '],
  ['such as', 'like'],
  ['at least', 'atleast'],
  ['at most', 'atmost'],
  ['no more than', 'atmost'],
  ['no less than', 'atleast'],
  ['not more than', 'atmost'],
  ['not less than', 'atleast'],
  ['more than', 'morethan'],
  ['greater than', 'morethan'],
  ['less than', 'lessthan'],
  ['fewer than', 'lessthan'],
  ['up to', 'upto'],
  ['or not', ' '],
  ['and why', ' '],
  ['why or why not', ' '],
  ['of all time', ' '],
  ['all time', ' '],
  ['in the world', ' '],
  ['how much time', 'how long'],
  ['what can i do to', 'how to'],
  ['what should i do to', 'how to'],
  ['what do i do to', 'how to'],
  ['what can be done to', 'how to'],
  ['so much', 'much'],
  ['your opinion', 'you think'],
  ['get rid of', 'remove'],
  ['get over', 'overcome'],
  ['find out', 'know'],
  ['make money', 'earn money'],
  ['making money', 'earn money'],
  ['human being', 'human'],
  ['human beings', 'human'],
  ['as well', ' '],
  ['in order to', 'to'],
  ['out of', 'outof'],
  ['due to', 'because'],
  ['at the moment', 'now'],
  ['right now', 'now'],
  ['set up', 'setup'],
  ['log in', 'login'],
  ['sign in', 'login'],
  ['log out', 'logout'],
  ['sign out', 'logout'],
  ['e mail', 'email'],
  ['every day', 'daily'],
  ['everyday', 'daily'],
  ['mr', ' '],
  ['mrs', ' '],
];

/** Where a question is about a word or a sentence itself, its form is the matter: nothing is stemmed away. */
export const LANGUAGE_MATTERS = list(
  'spell spelling spelled pronounce pronunciation plural singular tense grammar grammatical grammatically conjugate conjugation word etymology rhyme rhymes anagram palindrome uppercase lowercase capitalize capitalise',
);
