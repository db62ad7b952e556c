/** Words that are each other's opposite. Surfaces in lower case; each pair holds for the inflections too. */

/** The two sides of a coin. Where one question has the one and the other has the other, they ask for opposite things. */
export const ANTONYMS: readonly (readonly [string, string])[] = `
  synonym/antonym ship/deliver shipped/delivered end/complete city/country affect/effect salary/allowance sunny/shady singles/doubles landing/leaving landing/departure land/leave candidate/employer applicant/employer
  live/rent host/guest advisor/client tutor/pupil winner/runner-up homemade/store-bought fresh/frozen fresh/dried raw/fried
  boiled/fried grilled/boiled carry-on/checked prepaid/postpaid debit/credit freehold/leasehold overtime/undertime
  deductible/taxable gross/net hourly/salaried prune/plant plant/harvest sow/harvest water/prune
  right/wrong mature/young mature/newly fine/coarse correct/incorrect hard/mild stiff/flexible rigid/flexible dense/sparse scarce/abundant
  blunt/pointed raised/lowered inner/outer near/distant lower/bottom top/base crisp/soggy lean/fatty
  eat/avoid use/avoid buy/avoid keep/lose keep/discard keep/quit continue/stop continue/quit save/spend save/waste earn/spend
  rent/own borrow/return remember/forget find/lose arrive/go come/go stand/sit stand/lie ask/answer laugh/cry build/destroy
  build/demolish assemble/disassemble repair/break fix/break heal/hurt help/hinder help/hurt encourage/discourage persuade/dissuade
  attract/repel admit/deny confirm/deny confess/deny defend/prosecute win/tie advance/retreat ascend/descend climb/descend rise/set
  float/sink inflate/deflate stretch/shrink fold/unfold wrap/unwrap pack/unpack load/unload plug/unplug tie/untie zip/unzip
  screw/unscrew bend/straighten wake/sleep awake/asleep sleep/wake breathe/choke swallow/spit bless/curse
  attack/protect harm/protect expose/protect expose/hide expose/conceal reveal/conceal display/hide lengthen/cut
  extend/shorten extend/cancel renew/cancel book/cancel register/deregister enroll/withdraw sign/cancel join/quit apply/withdraw
  open/lock turn/stop speed/slow accelerate/decelerate quicken/slow board/leave board/disembark embark/disembark take/skip
  minimize/maximize simplify/complicate improve/worsen improve/damage better/worsen purify/pollute dilute/concentrate
  dissolve/precipitate evaporate/condense melt/solidify absorb/emit absorb/reflect oxidize/reduce anode/cathode cation/anion
  proton/electron proton/neutron endothermic/exothermic reactant/product solute/solvent arterial/venous
  saturated/unsaturated ascending/declining bull/cow buyer/lender debtor/creditor borrower/lender payer/payee grantor/grantee
  licensor/licensee franchisor/franchisee donor/recipient sender/recipient author/reader speaker/listener writer/reader
  caller/callee publisher/subscriber producer/consumer importer/exporter winner/loser leader/follower master/slave
  attacker/defender victim/perpetrator victim/offender friend/enemy ally/enemy hero/villain expert/novice beginner/expert
  amateur/professional teacher/pupil tutor/student mentor/mentee coach/player boss/employee manager/employee officer/soldier
  owner/tenant host/visitor pedestrian/driver driver/passenger pilot/passenger shepherd/flock bride/groom nephew/niece
  introvert/extrovert introverted/extroverted realist/idealist liberal/conservative left/centre
  innocent/convicted domestic/foreign domestic/international national/international urban/rural city/countryside
  natural/artificial natural/synthetic organic/inorganic organic/synthetic genuine/fake real/fake original/copy original/pirated
  authentic/counterfeit abstract/concrete theoretical/practical quantitative/qualitative subjective/objective
  inductive/deductive explicit/implicit direct/indirect absolute/relative finite/infinite general/specific
  partial/complete partial/full whole/partial whole/part sequential/parallel serial/parallel blocking/nonblocking
  stateful/stateless mutable/constant strict/lenient strict/loose open/proprietary free/paid free/premium
  local/global local/foreign local/international shallow/deep lossy/lossless linear/nonlinear continuous/discrete
  symmetric/asymmetric supervised/unsupervised forward/reverse forward/back backward/onward
  ancestor/descendant parent/sibling superclass/subclass superset/subset prefix/suffix header/footer opening/closing
  beginning/ending beginning/end start/close morning/night sunrise/sunset high/deep tall/short fat/skinny slim/fat
  stout/lean curly/straight smooth/bumpy shiny/matte glossy/matte transparent/opaque light/dense crowded/empty busy/quiet
  calm/stormy sunny/rainy sunny/cloudy humid/dry arid/humid sweet/bitter sweet/salty sweet/savory spicy/mild fresh/stale
  fresh/dried fresh/canned ripe/unripe tender/tough well/rare bold/timid brave/cowardly generous/stingy polite/rude kind/cruel
  gentle/harsh humble/arrogant honest/dishonest loyal/disloyal lazy/hardworking busy/free patient/impatient calm/anxious
  happy/sad funny/sad funny/serious cheerful/gloomy proud/ashamed guilty/proud confident/insecure
  critic/fan critic/supporter supporter/opponent opponent/proponent proponent/critic advocate/critic
  average/maximum average/minimum average/total total/partial main/minor main/secondary primary/secondary
  minor/adult underage/adult full-time/part-time fulltime/parttime permanent/contract temporary/fixed
  voluntary/compulsory voluntary/mandatory voluntary/involuntary required/forbidden allowed/forbidden allowed/prohibited
  lawful/illegal eligible/disqualified approved/rejected accepted/rejected pending/approved paid/unpaid owed/paid
  won/lost hired/fired promoted/fired married/divorced single/divorced employed/unemployed employed/retired
  contain/lack have/lack include/lack include/omit refuse/accept refuse/agree pass/reject pass/veto sign/veto
  fertile/infertile dominant/recessive contagious/noncontagious hydrophilic/hydrophobic aerobic/anaerobic
  vertebrate/invertebrate carnivore/herbivore nocturnal/diurnal wild/domestic wild/tame
  inbound/return departure/return one-way/return landing/takeoff
  every/one every/single gross/taxable early/delayed
  latest/oldest latest/earliest newest/oldest earliest/last maiden/married
  cause/solution cause/consequence cause/prevention problem/solution symptom/cause symptoms/causes symptom/remedy
  question/statement fact/opinion fact/myth fiction/nonfiction theory/practice
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
