// Two locales that exist in tests alone, made from the English texts: "ar",
// written from right to left with all six plural forms, and "en-XA", accented,
// two fifths longer and in brackets, so that a text that did not come from the
// catalogue, or finds no room, shows.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const ARABIC = [...'ابصدعفغهيجكلمنوطقرستثحخشزذ'];
const ACCENTED = [...'áƀçđéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýž', ...'ÁƁÇĐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ'];
const FILLER = [...'óñé ţŵó ţĥŕéé ƒóúŕ ƒíṽé šíẋ šéṽéñ éíĝĥţ ñíñé ţéñ '];
const LONGER = 0.4;
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** A text with its letters replaced, its {names} as they are. */
const spell = (text, letter) => text.split(/(\{\w+\})/)
  .map((part, i) => (i % 2 ? part : [...part].map(letter).join(''))).join('');

const arabicLetter = (c) => ARABIC[LATIN.indexOf(c.toLowerCase())] ?? c;
const accentedLetter = (c) => ACCENTED[(LATIN + LATIN.toUpperCase()).indexOf(c)] ?? c;

export const arabicText = (text) => spell(text, arabicLetter);

export function pseudoText(text) {
  const more = Math.ceil(text.replace(/\{\w+\}/g, '').length * LONGER);
  const filler = Array.from({ length: more }, (_, i) => FILLER[i % FILLER.length]).join('').trim();
  return `⟦${spell(text, accentedLetter)}${filler ? ` ${filler}` : ''}⟧`;
}

/** What a plural form of the Arabic catalogue ends in, to tell which was taken. */
export const pluralMark = (category) => ` (${arabicText(category)})`;

function arabicPlural(forms) {
  return Object.fromEntries(CATEGORIES.map((category) =>
    [category, arabicText(forms[category] ?? forms.other) + pluralMark(category)]));
}

const locales = {
  ar: { text: arabicText, plural: arabicPlural },
  'en-XA': { text: pseudoText, plural: (forms) => mapped(forms, pseudoText) },
};
const mapped = (tree, fn) => Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, fn(value)]));

/** The catalogue of one of these locales, from the English one. */
export function catalogueOf(name, english) {
  const { text, plural } = locales[name];
  const read = (value) => (typeof value === 'string' ? text(value)
    : 'other' in value ? plural(value) : mapped(value, read));
  return mapped(english, read);
}

// What a line of a mail's template says to the reader; the rest is form.
function templateOf(name, source) {
  const { text } = locales[name];
  const say = (words) => (/^\s*\{\w+\}\s*$|^\s*$/.test(words) ? words : text(words));
  return source.split('\n').map((line) => {
    const [, form, words] = /^((?:\?\w+ )?(?:Subject: |# |-- )?)(.*)$/.exec(line);
    const row = /^\| (.*) \| (.*) \|$/.exec(words);
    const button = /^\[(.*)\](\(\{\w+\}\))$/.exec(words);
    if (row) return `${form}| ${say(row[1])} | ${say(row[2])} |`;
    return form + (button ? `[${say(button[1])}]${button[2]}` : say(words));
  }).join('\n');
}

/** Puts the named locales beside the others, in pages as they lie in www/ and as they are installed. */
export function installLocales(names, www, mail) {
  const english = JSON.parse(fs.readFileSync(path.join(www, 'assets/locale/en.json'), 'utf8'));
  const folders = ['assets/locale', ...fs.readdirSync(path.join(www, 'assets')).map((entry) => `assets/${entry}/locale`)];
  for (const name of names) {
    const text = JSON.stringify(catalogueOf(name, english), null, '\t');
    for (const folder of folders.map((f) => path.join(www, f)).filter((f) => fs.existsSync(f))) {
      fs.writeFileSync(path.join(folder, `${name}.json`), text);
      if (fs.existsSync(path.join(folder, 'en.json.gz'))) {
        fs.writeFileSync(path.join(folder, `${name}.json.gz`), zlib.gzipSync(text));
      }
    }
    for (const file of fs.readdirSync(path.join(mail, 'en'), { recursive: true })) {
      const from = path.join(mail, 'en', file);
      const to = path.join(mail, name, file);
      if (!file.endsWith('.txt')) continue;
      fs.mkdirSync(path.dirname(to), { recursive: true });
      fs.writeFileSync(to, templateOf(name, fs.readFileSync(from, 'utf8')));
    }
  }
}
