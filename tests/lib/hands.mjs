// Two ways to use a page: a mouse, and a keyboard alone.  Both know the same
// acts, so that one story is told by either.
import assert from 'node:assert/strict';

const TABS_MAX = 120;
const HELD = 12; // Tabs between two questions to the page

export class Mouse {
  name = 'mouse';

  /** A link or a button. */
  async press(target) { await target.click(); }

  async tick(box) { await box.click(); assert.equal(await box.isChecked(), true); }

  /** A radio button, by its label where it is drawn by one. */
  async pick(radio) {
    await radio.locator('xpath=ancestor::label[1]').click();
    assert.equal(await radio.isChecked(), true);
  }

  async type(field, text) {
    await field.click({ clickCount: 3 });
    await field.page().keyboard.type(text);
  }

  /** One more of a number, by the button beside it. */
  async more(field) {
    await field.locator('xpath=following-sibling::button[1]').click();
  }

  // Chromium draws the list of a select outside the page.
  async choose(select, label) { await select.selectOption({ label }); }

  async search(field, text) {
    await this.type(field, text);
    await field.press('Enter');
  }
}

/**
 * Reaches everything by Tab, and at each stop asserts that the focus can be
 * seen (WCAG 2.4.7) and is not covered (2.4.11).
 */
export class Keyboard {
  name = 'keyboard';

  async press(target) {
    await this.#reach(target);
    await target.page().keyboard.press('Enter');
  }

  async tick(box) {
    await this.#reach(box);
    await box.page().keyboard.press('Space');
    assert.equal(await box.isChecked(), true);
  }

  async pick(radio) {
    const page = radio.page();
    await this.#reach(radio);
    if (!await radio.isChecked()) await page.keyboard.press('Space');
    for (let i = 0; i < 20 && !await radio.isChecked(); i++) await page.keyboard.press('ArrowDown');
    assert.equal(await radio.isChecked(), true);
  }

  async type(field, text) {
    await this.#reach(field);
    await field.page().keyboard.press('Control+A');
    await field.page().keyboard.type(text);
  }

  async more(field) {
    await this.#reach(field);
    await field.page().keyboard.press('ArrowUp');
  }

  async choose(select, label) {
    await this.#reach(select);
    await select.page().keyboard.type(label);
    assert.equal(await select.evaluate((s) => s.selectedOptions[0].label), label);
  }

  async search(field, text) {
    await this.type(field, text);
    await field.page().keyboard.press('Enter');
  }

  /** Tab once through a page, the key held down: what is wrong with the focus on the way. */
  async tour(page) {
    await page.evaluate(`(${noteStops})(${lookAtFocus})`);
    for (let tabs = 0, done = false; tabs < TABS_MAX && !done; tabs += HELD) {
      await Promise.all(Array.from({ length: HELD }, () => page.keyboard.down('Tab')));
      await page.keyboard.up('Tab');
      done = await page.evaluate(() => window.soukStops.some(({ words, first }, i) => !words || (i > 0 && first)));
    }
    const stops = await page.evaluate(() => window.soukStops);
    const faults = [];
    for (const [i, stop] of stops.entries()) {
      if (!stop.visible) faults.push(`focus on ${stop.before} cannot be seen`);
      if (!stop.words || (i > 0 && stop.first)) break;
      if (!stop.uncovered) faults.push(`${stop.words} is focused and covered`);
    }
    return faults;
  }

  /** Tab until the target, or a radio button of its group, has the focus. */
  async #reach(target) {
    await target.waitFor({ state: 'attached' });
    const page = target.page();
    const seen = [];
    for (let i = 0; i < TABS_MAX; i++) {
      const stop = await target.evaluate(lookAtFocus);
      if (i > 0 && stop.words) {
        seen.push(stop.words);
        assert.ok(stop.uncovered, `${stop.words} is focused and covered, on ${page.url()}`);
        assert.ok(stop.visible, `${stop.before} had a focus that nobody can see, on ${page.url()}`);
      }
      if (stop.there) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${target} on ${page.url()}; it passed ${seen.join(', ')}`);
  }
}

/** In the page, once: at each Tab, before it moves the focus, notes where this has settled. */
function noteStops(look) {
  document.activeElement?.blur();
  window.soukLastFocus = window.soukFirstFocus = null;
  window.soukStops = [];
  let begun = false; // before the first, it is nowhere
  addEventListener('keydown', ({ key }) => {
    if (key !== 'Tab') return;
    if (begun) window.soukStops.push(look(document.body));
    begun = true;
  }, true);
}

/** In the page: where the focus is, and how it and the one before it look. */
function lookAtFocus(target) {
  const styleOf = (node, part) => {
    const s = getComputedStyle(node, part);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor,
      s.backgroundColor, s.textDecorationLine, s.clipPath, s.opacity, s.transform].join();
  };
  const lookOf = (nodes) => nodes.flatMap((n) => [styleOf(n), styleOf(n, '::after')]).join('|');
  const at = document.activeElement;
  const last = window.soukLastFocus;
  window.soukFirstFocus ??= at;
  const moved = last && last.at !== at && last.at.isConnected;
  const result = {
    words: '', there: at === target, uncovered: true, first: at === window.soukFirstFocus,
    before: last?.words, visible: !moved || lookOf(last.near) !== last.look,
  };
  if (!at || at === document.body || at === document.documentElement) return result;
  result.there ||= at.type === 'radio' && target.type === 'radio' && at.name === target.name && at.form === target.form;
  result.words = `${at.localName}"${(at.getAttribute('aria-label') ?? at.textContent ?? '').trim().slice(0, 30) || at.name || ''}"`;
  const near = [at, ...(at.labels ?? []), at.parentElement, at.parentElement?.parentElement].filter(Boolean);
  // What a script put the focus on, such as a heading, is no stop of Tab.
  window.soukLastFocus = at.tabIndex < 0 ? null : { at, near, look: lookOf(near), words: result.words };
  const boxes = [at, ...(at.labels ?? [])].map((node) => node.getBoundingClientRect());
  result.uncovered = boxes.some((box) => {
    const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
    return points.some(([x, y]) => {
      const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return hit && near.some((node, i) => i < near.length - 2 && (node.contains(hit) || hit.contains(node)));
    });
  });
  return result;
}
