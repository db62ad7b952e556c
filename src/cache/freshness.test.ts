import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFreshness } from './freshness.ts';

const { isTimeSensitive, dependsOnTime } = createFreshness([]);

const VOLATILE = [
  'What is the weather in Paris?',
  'weather',
  'Will it rain in London tomorrow?',
  'What is the price of bitcoin?',
  'bitcoin price',
  'How much is 100 USD in EUR?',
  'convert 20 dollars to euros',
  "What's Tesla's stock price?",
  'Who is the president of France?',
  "Who's the CEO of OpenAI?",
  'who is the current king of England',
  'Who is the US president?',
  'What time is it?',
  'What time is it in Tokyo?',
  "What's today's date?",
  'what day is it today',
  'What year is it?',
  'How many days until Christmas?',
  'When is Easter?',
  'What happened last night in the election?',
  'What happened yesterday?',
  'Latest news about Ukraine',
  "What's in the news?",
  'Give me the headlines',
  'What is the latest version of Node.js?',
  'What is the current version of Python?',
  "What's new in TypeScript?",
  'What is the score of the Lakers game?',
  'Who won the match?',
  'Who won the Super Bowl?',
  'When is the next solar eclipse?',
  'When does the next iPhone come out?',
  'Is GitHub down?',
  'Is AWS down right now?',
  'Is the Louvre open on Mondays?',
  'What are the opening hours of the British Museum?',
  'What should I do this weekend in Berlin?',
  'events in Rome next week',
  'What movies came out last month?',
  'Who is currently leading the championship?',
  'How long ago did the meeting end? It started 3 hours ago.',
  'Is it raining?',
  'When does the sun set in Oslo?',
  'What is the temperature in Dubai?',
  'Tell me recent developments in quantum computing',
  'Which restaurants near me serve sushi?',
  'Is Jimmy Carter still alive?',
  'Has GTA 6 been released yet?',
  'Is the new season out yet?',
  'What are the mortgage rates?',
  'What is the exchange rate of the euro?',
  'gas prices in California',
  'What is trending on YouTube?',
  'Who is the richest person in the world?',
  'How is the traffic on the A9?',
  'What is the inflation rate in Argentina?',
  'what is happening in Gaza',
  'What is the phase of the moon?',
  'Show me upcoming Python conferences',
  'Plan my day for tomorrow in Lisbon',
  'Summarize today’s AI news',
  'Good morning! What is the weather like?',
  'Hi there,\nwhat is the weather in Rome today?\nThanks!',
  'USD to JPY',
  '¿Qué hora es en México?',
  '¿Qué tiempo hace hoy en Sevilla?',
  'precio del bitcoin',
  '¿Cuáles son las últimas noticias?',
  'Quel temps fait-il à Lyon ?',
  'Qui est le président de la France ?',
  "Quel est le cours du bitcoin aujourd'hui ?",
  'Wie ist das Wetter in Hamburg?',
  'Wie spät ist es?',
  'Was ist die aktuelle Version von Java?',
  'Wer ist der Bundeskanzler?',
  'Qual é a previsão do tempo para amanhã?',
  'Qual é o preço do bitcoin?',
  'Che ore sono a New York?',
  'Quali sono le ultime notizie?',
  'Hoe laat is het in Tokio?',
  'Wat is de huidige wisselkoers?',
  'Jaki jest kurs euro?',
  'Jaka będzie jutro pogoda?',
  'İstanbul’da hava durumu nasıl?',
  'Şu an saat kaç?',
  'Который час в Лондоне?',
  'Курс доллара',
  'Что произошло вчера?',
  'كم الساعة الآن؟',
  'ما هي حالة الطقس في القاهرة؟',
  'दिल्ली का मौसम कैसा है?',
  'सोने की कीमत क्या है?',
  '现在几点了？',
  '苹果公司最新的股价是多少？',
  '明天上海会下雨吗',
  '明日の天気を教えて',
  '日本の首相は誰ですか？',
  '현재 환율이 얼마예요?',
  '지금 몇 시예요?',
];

const TIMELESS = [
  'How do I know if my code is thread safe?',
  'How do I list the files in the current directory?',
  'What is electric current?',
  'Explain alternating current',
  'What does now() do in SQL?',
  'What does `now` mean in this function?',
  'How do I get the current date in JavaScript?',
  "How do I get yesterday's date in Python?",
  'How can I print the current time in Java?',
  'Difference between datetime.now and datetime.utcnow',
  'How do I get the current user in Django?',
  'How do I delete the current git branch?',
  'Why should I not use the latest tag in Kubernetes?',
  'What does "currently" mean?',
  'What does the word today mean?',
  'What does tomorrow mean in Spanish?',
  'Who hosts the Today Show?',
  'Is USA Today a newspaper?',
  'Translate to French: I am going to the store today.',
  'Translate "What is the weather today?" to Spanish',
  'Write a poem about the weather',
  'Write a short story set in the present day',
  'Write an email asking my boss for a day off tomorrow',
  'Tell me a joke about tomorrow',
  'Now explain recursion to me.',
  'Now, write the same function in Rust.',
  'Who wrote Tomorrow and Tomorrow and Tomorrow?',
  'What is the plot of Now You See Me?',
  'What is weather?',
  'What is the difference between weather and climate?',
  'How does the moon affect the weather?',
  'What causes a full moon?',
  'Who was the first president of the USA?',
  'Who is the first president of India?',
  'Who was the president of France in 1995?',
  'Who won the World Cup in 2010?',
  'Who won the battle of Hastings?',
  'What was the price of gold in 1980?',
  'What is the weather like in Bali in July?',
  'How does the price of oil get determined?',
  'What is a credit score?',
  'What is the F1 score in machine learning?',
  'What is open source software?',
  'What is the capital of France?',
  'How tall is Mount Everest?',
  'How do I boil an egg?',
  'What is the speed of light?',
  'Explain the theory of relativity',
  'Write a Python function that reverses a string',
  'What is the derivative of x squared?',
  'How do vaccines work?',
  'What is the difference between TCP and UDP?',
  'Who painted the Mona Lisa?',
  'What is machine learning?',
  'How do I fix a leaking tap?',
  'What is a good name for a cat?',
  'When did World War I begin?',
  'What happened 65 million years ago?',
  'How many hours are in a week?',
  'What is a market economy?',
  'What is the knowledge of good and evil?',
  'How do I snowboard?',
  'Summarize the following article: Stocks fell today as the Fed announced that rates will rise next month.',
  'Fix the grammar: I has went there yesterday',
  'Reply to this email:\n\nHi Bob,\ncan we meet tomorrow at noon?\nAlice',
  'Explain this code:\n```\nconst today = new Date()\n```',
  'What is a current account?',
  'What are current assets in accounting?',
  'How do ocean currents form?',
  'What is the SI unit of current?',
  'What is the present value of an annuity?',
  'How do I use Date.now() in JavaScript?',
  'Convert 5 miles to kilometers',
  'How many grams are in a pound?',
  'What is Newton’s second law?',
  'Was ist die Hauptstadt von Spanien?',
  'Guten Morgen! Was ist ein Verb?',
  '¿Cuál es la capital de Francia?',
  '¿Cómo funciona un motor?',
  'Quelle est la capitale de l’Italie ?',
  'Comment dit-on demain en anglais ?',
  'Qual è la capitale della Spagna?',
  'Qual é a capital do Brasil?',
  'Wat is de hoofdstad van België?',
  'Jak działa silnik elektryczny?',
  'Türkiye’nin başkenti neresidir?',
  'Какая столица Франции?',
  'Что значит слово сейчас?',
  'ما هي عاصمة مصر؟',
  'भारत की राजधानी क्या है?',
  '法国的首都是哪里？',
  '如何获取当前目录？',
  '日本の首都はどこですか？',
  '프랑스의 수도는 어디인가요?',
  '',
  '?',
];

describe('questions that the words were written with', () => {
  test('at most 3% of the volatile are missed', () => {
    const missed = VOLATILE.filter((question) => !isTimeSensitive(question));
    expect(missed.length / VOLATILE.length, missed.join('\n')).toBeLessThanOrEqual(0.03);
  });

  test('at most 5% of the timeless are kept out', () => {
    const keptOut = TIMELESS.filter((question) => isTimeSensitive(question));
    expect(keptOut.length / TIMELESS.length, keptOut.join('\n')).toBeLessThanOrEqual(0.05);
  });
});

test.each([
  ['What is the weather in Paris?', true],
  ['WHAT IS THE WEATHER IN PARIS?', true],
  ['I know.', false],
  ['How do I snow-proof a roof?', false],
  ['What is it now?', true],
  ['"What is the weather today?"', true],
  ['Explain "the weather today" in this line', false],
  ['Summarise:\n\nThe weather today is fine.', false],
  ['How do I call now() in SQL?', false],
  ['What about today', true],
])('%j: %s', (question, expected) => {
  expect(isTimeSensitive(question)).toBe(expected);
});

test('pasted text does not count, a question before or after it does', () => {
  const pasted = 'The minister said today that the current price of oil will fall next week. '.repeat(20);
  expect(isTimeSensitive(`Summarize this article: ${pasted}`)).toBe(false);
  expect(isTimeSensitive(`Summarize this article:\n${pasted}`)).toBe(false);
  expect(isTimeSensitive(`Which verbs are in here?\n${pasted}\nGive only a list.`)).toBe(false);
  expect(isTimeSensitive(`${pasted}\n${pasted}\n\nWhat is the oil price now?`)).toBe(true);
  expect(isTimeSensitive(`What is the oil price now?\n\n${pasted}\n${pasted}`)).toBe(true);
});

describe('FRESHNESS_WORDS', () => {
  test('adds words and phrases', () => {
    const own = createFreshness(['Kubecon', 'fuel surcharge', '运费']);
    expect(own.isTimeSensitive('Where does KubeCon take place?')).toBe(true);
    expect(own.isTimeSensitive('How high is the fuel surcharge?')).toBe(true);
    expect(own.isTimeSensitive('How high is the surcharge?')).toBe(false);
    expect(own.isTimeSensitive('运费多少')).toBe(true);
    expect(isTimeSensitive('Where does KubeCon take place?')).toBe(false);
  });

  test('takes words away, with the phrases that hold them', () => {
    const own = createFreshness(['-weather', '-current', '-天气']);
    expect(own.isTimeSensitive('What is the weather in Paris?')).toBe(false);
    expect(own.isTimeSensitive('What is the current version of Python?')).toBe(false);
    expect(own.isTimeSensitive('What is the weather in Paris today?')).toBe(true);
    expect(own.isTimeSensitive('北京天气怎么样')).toBe(false);
    expect(own.isTimeSensitive('What is the price of bitcoin?')).toBe(true);
  });

  test('blank words do nothing', () => {
    const own = createFreshness(['', ' ', '-', '- ']);
    expect(own.isTimeSensitive('What is the weather in Paris?')).toBe(true);
    expect(own.isTimeSensitive('What is the capital of France?')).toBe(false);
    expect(own.isTimeSensitive('法国的首都是哪里？')).toBe(false);
    expect(own.isTimeSensitive('现在几点了？')).toBe(true);
  });
});

test('any text is judged without an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      expect(typeof isTimeSensitive(text)).toBe('boolean');
      expect(typeof dependsOnTime(text, 0)).toBe('boolean');
    }),
  );
});

describe('answers', () => {
  const now = Date.UTC(2026, 10, 21, 9);

  test.each([
    'As of my last update, the CEO is Tim Cook.',
    'As of November 2026, the population is 9 million.',
    'At the time of writing, version 24 is the newest.',
    "I don't have access to real-time data.",
    'The current price is not known to me.',
    'Bitcoin is trading at $97,000.',
    'The exchange rate is about 1.08 USD per euro.',
    'The price of one ounce is about €2,400.',
    'The meeting takes place on 2026-11-25.',
    'It opened on November 20, 2026.',
    'It opened on 20 Nov 2026.',
    '今天是2026年11月21日。',
    'Tomorrow there will be rain in the north.',
    'Prices are subject to change.',
    'Stand: 11/2026',
    '截至2026年，人口为九百万。',
    `${'Long. '.repeat(3_000)}This may have changed.`,
  ])('%j depends on time', (answer) => {
    expect(dependsOnTime(answer, now)).toBe(true);
  });

  test.each([
    'The capital of France is Paris.',
    'World War II ended on September 2, 1945.',
    'The constitution was signed on 1787-09-17.',
    'Use `new Date()` to get the current value of the clock.',
    '```\n// as of today the price is $5\n```\nThat prints a line.',
    'The electric current is 5 A.',
    'Photosynthesis turns light into sugar.',
    'A price is what a buyer pays.',
    'Version 2.0 was released on 3 May 2019.',
    '',
  ])('%j does not', (answer) => {
    expect(dependsOnTime(answer, now)).toBe(false);
  });

  test('a date is near only for a while', () => {
    const answer = 'It opened on November 20, 2026.';
    expect(dependsOnTime(answer, Date.UTC(2026, 10, 29))).toBe(true);
    expect(dependsOnTime(answer, Date.UTC(2026, 11, 29))).toBe(false);
  });
});
