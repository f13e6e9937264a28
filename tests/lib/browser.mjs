// A browser before a whole site: Chromium under playwright-core, an inbox for
// mails and SMS, and a watch that fails the test on every console message, page
// error, Content-Security-Policy violation and request to another origin.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { accepts, freePort, Proc, until } from './proc.mjs';
import { story } from './story.mjs';
import { top } from './world.mjs';

// The headless shell is Chromium without the pages of its windows: a fifth faster here.
const CHROMIUM = process.env.CHROMIUM
  ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((file) => fs.existsSync(file));
const ACTION_MS = 30000;
// axe runs through much code a few times a page: the compilers that optimise
// take an eighth of the whole, and never earn it.
const BRIEF = '--js-flags=--no-turbofan,--no-maglev';
// The list that counts is the last one, so it repeats what Playwright turns
// off.  The rest would start processes beside each profile that no test looks
// at: the pop-ups of an address bar that nobody sees, and a spare renderer.
const WITHOUT = ['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled',
  'PreconnectToSearch', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup',
  'SpareRendererForSitePerProcess'];

/** Where screenshots go; none are taken when it is empty. */
export const shots = process.env.SOUK_SHOTS ?? '';

/**
 * story() with a browser: tell(step), and each step gets (browser, world, t).
 * A step fails on whatever the watch has seen.  inbox: true sends the mails
 * to scripts/inbox.py instead of the world's own sink; apart: true tells
 * steps that do not build on one another, all of them; brief: true, that
 * each page is looked at by axe and left.
 */
export function browse(title, { inbox = false, apart = false, brief = false, ...options }, tell) {
  const browser = new Browser({ brief });
  before(() => browser.start(inbox), { timeout: 60000 });
  after(() => browser.stop(), { timeout: 60000 });
  const params = (site) => ({
    ...(inbox ? { MAIL_URL: `smtp://127.0.0.1:${browser.smtpPort}`, SMS_PASSWORD_FILE: null,
      SMS_URL: `${browser.inboxOrigin}/cgi-bin/sendsms?from=souk&to={to}&text={text}&coding={coding}` } : {}), ...options.params?.(site),
  });
  let broken = '';
  story(title, { ...options, params }, (step) => tell((name, fn) => step(name, async (world, t) => {
    if (broken && !apart) throw new Error(`not tried: "${broken}" failed`);
    browser.world = world;
    try {
      await fn(browser, world, t);
      browser.mustBeClean();
    } catch (error) {
      broken ||= name;
      await browser.picture(`failed-${title}-${name}`);
      throw error;
    }
  })));
}

export class Browser {
  constructor({ brief = false } = {}) { Object.assign(this, { brief, profiles: [] }); }

  async start(inbox) {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-browser-'));
    [this.chromium] = await Promise.all([
      chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
        `--disable-features=${WITHOUT.join()}`, ...(this.brief ? [BRIEF] : [])] }),
      inbox && this.#startInbox(),
    ]);
  }

  async #startInbox() {
    this.smtpPort = await freePort();
    this.inboxPort = await freePort();
    this.inbox = new Proc('inbox', 'python3', [path.join(top, 'scripts/inbox.py'), '--dir', path.join(this.dir, 'mail'),
      '--smtp', `127.0.0.1:${this.smtpPort}`, '--http', `127.0.0.1:${this.inboxPort}`],
      { log: path.join(this.dir, 'inbox.log') });
    await this.inbox.ready(() => accepts({ port: this.inboxPort }));
  }

  async stop() {
    await this.chromium?.close();
    await this.inbox?.stop();
    if (this.dir) fs.rmSync(this.dir, { recursive: true, force: true });
  }

  get inboxOrigin() { return `http://127.0.0.1:${this.inboxPort}`; }

  /** A person's browser, with nothing in it, before a site; options are a context's. */
  async profile({ site = this.world.site, ...options } = {}) {
    const profile = new Profile(this, site, await this.chromium.newContext({
      viewport: { width: 1280, height: 800 }, locale: 'en-US', timezoneId: 'Europe/Berlin', ...options,
    }));
    await profile.watch();
    this.profiles.push(profile);
    return profile;
  }

  mustBeClean() {
    const faults = this.profiles.flatMap((profile) => profile.faults.splice(0));
    assert.deepEqual(faults, [], 'what the browser complained of');
  }

  /** What every open page looks like, for a person. */
  async picture(name) {
    if (!shots) return;
    const pages = this.profiles.flatMap((profile) => profile.context.pages());
    await Promise.all(pages.map((page, i) => shoot(page, `${name}-${i}`)));
  }
}

export async function shoot(page, name, options = {}) {
  if (!shots) return;
  fs.mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name.replace(/[^\w.-]+/g, '-')}.png`),
    animations: 'disabled', caret: 'hide', fullPage: true, ...options }).catch(() => {});
}

/** At both widths, light and dark. */
export async function pictures(page, name) {
  if (!shots) return;
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await shoot(page, `${name}-${width}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

export class Profile {
  constructor(browser, site, context) {
    Object.assign(this, { browser, site, context, faults: [], screens: [], allowed: [], requests: [] });
    context.setDefaultTimeout(ACTION_MS);
  }

  /** Origins that a person may be led to: the shop, the provider, the inbox. */
  get origins() {
    const { world, inboxOrigin } = this.browser;
    return [this.site.origin, world.sandboxOrigin, inboxOrigin];
  }

  /** Of the screens that were seen, the shop's own; one that changes its address is still that one. */
  get ours() {
    const paths = this.screens.filter((url) => url.startsWith(this.site.url)).map((url) => new URL(url).pathname);
    return paths.filter((pathname, i) => pathname !== paths[i - 1]);
  }

  async watch() {
    await this.context.exposeBinding('soukFault', (source, words) => this.#fault(words, source.page));
    await this.context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) =>
        window.soukFault(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
    });
    this.context.on('page', (page) => this.#watchPage(page));
    this.context.on('request', (request) => this.#watchRequest(request));
  }

  #watchPage(page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        this.#fault(`console ${message.type()}: ${message.text()} (${message.location().url})`, page);
      }
    });
    page.on('pageerror', (error) => this.#fault(`page error: ${error.stack ?? error}`, page));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && frame.url() !== 'about:blank') this.screens.push(frame.url());
    });
  }

  #watchRequest(request) {
    const url = new URL(request.url());
    if (!/^https?:$/.test(url.protocol)) return;
    this.requests.push(url.href);
    if (!this.origins.includes(url.origin)) this.#fault(`request to another origin: ${url.href}`);
    if (request.isNavigationRequest()) return;
    const frame = request.frame().url();
    if (/^https?:/.test(frame) && new URL(frame).origin !== url.origin) {
      this.#fault(`${frame} asked another origin: ${url.href}`);
    }
  }

  #fault(words, page) {
    if (!this.allowed.some((pattern) => pattern.test(words))) {
      this.faults.push(page ? `${words} on ${page.url()}` : words);
    }
  }

  /** While fn runs, a message that fits the pattern is no fault. */
  async allowing(pattern, fn) {
    this.allowed.push(pattern);
    try {
      return await fn();
    } finally {
      this.allowed.splice(this.allowed.indexOf(pattern), 1);
    }
  }

  /** Opens a page of the shop by its path below the base. */
  async open(pathname = '/', page = null) {
    const tab = page ?? await this.context.newPage();
    await tab.goto(this.site.url + pathname);
    return tab;
  }

  /** Signs in as a Buyer of shop.mjs whose client is signed in already. */
  async as(buyer) {
    await this.context.addCookies([...buyer.client.cookies].map(([name, value]) =>
      ({ name, value, url: this.site.origin, httpOnly: true, sameSite: 'Strict' })));
    return this;
  }

  close() { return this.context.close(); }
}

/** A locator's text, once it fits. */
export async function says(locator, pattern, timeoutMs = ACTION_MS) {
  let text = '';
  await until(async () => {
    text = await locator.first().textContent({ timeout: timeoutMs }).catch(() => '');
    return pattern.test(text);
  }, `"${locator}" says ${pattern}`, timeoutMs).catch((error) => {
    throw new Error(`${error.message}; it says ${JSON.stringify(text)}`);
  });
  return text;
}

/** The same for a page's address. */
export async function arrives(page, pattern, timeoutMs = ACTION_MS) {
  await page.waitForURL(pattern, { timeout: timeoutMs, waitUntil: 'load' });
  return page.url();
}
