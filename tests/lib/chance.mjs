// Chance that can be repeated: numbers from a seed, which a failing test
// shows and SOUK_SEED sets.
export const seed = Number(process.env.SOUK_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A source of its own for each name (mulberry32). */
export function chance(name = '') {
  let state = [...name].reduce((h, c) => Math.imul(h ^ c.charCodeAt(0), 16777619) >>> 0, seed >>> 0);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    /** Below n. */
    below: (n) => Math.floor(next() * n),
    shuffled(list) {
      const all = [...list];
      for (let i = all.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [all[i], all[j]] = [all[j], all[i]];
      }
      return all;
    },
  };
}
