/**
 * Many questions, several under way at a time, each asked of somebody who is asked nothing else meanwhile.
 */

/**
 * Who is asked, and how.
 * @template Asked, Question, Answer
 * @typedef {object} Asking
 * @property {(used: Asked | undefined) => Promise<Asked>} take one to be asked: the one that has been asked
 *   before, or a new one
 * @property {(asked: Asked, question: Question, isUsed: boolean) => Promise<Answer>} ask
 * @property {(asked: Asked) => void} end once nothing more will be asked
 */

/**
 * Hands over the answers in the order of the questions. Who gave one is asked again only when the next is
 * wanted.
 * @template Asked, Question, Answer
 * @param {Iterable<Question> | AsyncIterable<Question>} questions taken as they are needed
 * @param {number} count how many are under way at a time
 * @param {Asking<Asked, Question, Answer>} asking
 * @yields {Answer}
 * @returns {AsyncGenerator<Answer, void>}
 */
export async function* inTurn(questions, count, { take, ask, end }) {
  /** @type {{ asked: Asked, answer: Promise<Answer> }[]} in the order of the questions */
  const underWay = [];
  /** @type {Asked[]} */
  const idle = [];
  const start = async (/** @type {Question} */ question) => {
    const used = idle.at(-1);
    const asked = await take(used);
    idle.pop();
    const answer = ask(asked, question, asked === used);
    // Whoever stops listening early never hears of it.
    answer.catch(() => {});
    underWay.push({ asked, answer });
  };
  /** Who gave the answer that was handed over last. @type {Asked | undefined} */
  let heard;
  try {
    for await (const question of questions) {
      if (heard) idle.push(heard);
      heard = undefined;
      await start(question);
      if (underWay.length < count) continue;
      const { asked, answer } = /** @type {(typeof underWay)[number]} */ (underWay.shift());
      heard = asked;
      yield await answer;
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) {
      if (heard) end(heard);
      heard = next.asked;
      yield await next.answer;
    }
  } finally {
    const left = [...idle, ...underWay.map(({ asked }) => asked)];
    if (heard) left.push(heard);
    for (const asked of left) end(asked);
  }
}
