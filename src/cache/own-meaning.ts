/**
 * Whether a text says what it is about. "How old is he?", "and this?", "continue" and "..." do not: their meaning is
 * in what was said before, or nowhere, and by cosine they all lie near each other.
 */
export function hasOwnMeaning(text: string): boolean {
  let refers = false;
  let meaningful = 0;
  // A pasted page has a meaning of its own, and need not be read to its end to see that.
  for (const [word] of text.slice(0, 2_000).toLowerCase().replaceAll('’', "'").matchAll(WORD)) {
    if (REFERRING.has(word)) refers = true;
    else if (!EMPTY.has(word)) meaningful += 1;
  }
  return meaningful > (refers ? 1 : 0);
}

/** Without the ending of a contraction: "what's" is what, "he'd" is he. */
const WORD = /(?:(?!'(?:s|re|m|d|ll|ve)\b)[\p{L}\p{M}\p{N}'+#])+/gu;

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Stands for something that was named before. With one, a single further word is not enough: "who wrote it?" */
const REFERRING = words(`
  he him his she her hers it its they them their theirs this that these those one ones there here former latter
  él ella ello ellos ellas esto eso esta este ese esa estos estas esos esas aquello
  il elle ils elles lui leur ceci cela ça cette cet ces celui celle
  er sie ihn ihm ihr ihnen dies dieser diese dieses jenes
  lui lei loro questo questa questi queste quello quella ele ela eles elas isto isso aquilo esse essa deste disso
  он она оно они его её ему ей их это этот эта эти то
  هو هي هم هذا هذه ذلك تلك यह वह ये वे इस उस इसे उसे
`);

/** Says nothing about a subject: question words, auxiliaries, fillers, requests to go on, plain measures. */
const EMPTY = words(`
  a an the of to in on at by for from with about as into than and or but so if then also too again still just even
  what who whom whose which when where why how
  is are was were be been being am do does did done doing has have had can could will would shall should may might must
  isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't
  i me my you your yours we us our not no yes yeah yep nope ok okay sure right true really please pls thanks thank
  hi hello hey bye well oh hmm um
  go on going continue proceed keep next more further else other another same less all any some anything something
  everything nothing tell say says said explain elaborate expand describe give show help answer reply try let
  know think mean means meant work works made make makes get got happen happens happened come came called call
  old young big small large tall long short wide high deep heavy fast far much many good bad better best worse worst
  important different possible wrong first last second number example examples detail details way thing things
  s re m d ll ve 1 2 3
  sí si no y o qué que quién cómo como cuándo cuando dónde donde cuál cuánto cuántos por para de del el la los las un una
  es son fue está tiene hay continúa continua sigue más mas gracias hola vale
  oui non et ou quoi qui comment quand où pourquoi quel quelle combien est sont était a le les des du au un une
  c'est qu'est ce n'est continue continuez encore plus merci bonjour que
  es ja nein und oder was wer wie wann wo warum welche welcher welches ist sind war hat der die das den dem ein eine
  weiter mehr danke hallo bitte noch mal
  sì e cosa chi come quando dove perché quale quanto è sono il lo gli i continua ancora di più grazie ciao
  sim não o os as um uma quem onde qual quanto porque é são foi continue mais obrigado olá do da
  да нет и или что кто как когда где почему какой какая сколько а у в на продолжай дальше ещё еще спасибо привет
  是 不是 不 继续 繼續 好 好的 谢谢 为什么 什么 怎么 他 她 它 这 那 这个 那个 他们 呢 吗
  はい いいえ 続けて 続き なぜ 何 これ それ あれ 彼 彼女 ありがとう
  네 예 아니요 계속 왜 뭐 이것 그것 그 그녀 고마워
  نعم لا استمر أكمل لماذا ماذا من كيف متى أين ما هل و شكرا
  हाँ हां नहीं जारी रखें क्यों क्या कौन कैसे कब कहाँ है हैं और धन्यवाद
`);
