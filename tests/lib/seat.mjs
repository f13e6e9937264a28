// A seat before the browser that one person leaves to the next: the renderer
// stays, with the scripts that it has compiled; cookies, storage, caches and
// what was complained of do not.  Pages load in it as at a first visit.
import { watchShifts } from './audit.mjs';

// A renderer that has seen more is slower than a new one.
const VISITS_MAX = 10;

export class Seat {
  static async set(browser, options = {}) {
    const seat = new Seat();
    Object.assign(seat, { browser, options });
    await seat.#renew();
    return seat;
  }

  async #renew() {
    await this.profile?.close();
    const profile = await this.browser.profile({ reducedMotion: 'reduce', ...this.options });
    // Each who sits down judges its own.
    this.browser.profiles.splice(this.browser.profiles.indexOf(profile), 1);
    await watchShifts(profile.context);
    const page = await profile.context.newPage();
    const devtools = await profile.context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    Object.assign(this, { profile, page, devtools, visits: 0 });
  }

  /** Empty, for this person (none: a visitor), in a window of that size: { profile, page }. */
  async taken({ viewport, who = null }) {
    if (this.visits++ === VISITS_MAX) await this.#renew();
    const { profile, page } = this;
    await page.goto('about:blank');
    await profile.context.clearCookies();
    await this.devtools.send('Storage.clearDataForOrigin', { origin: profile.site.origin, storageTypes: 'all' });
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: 'light' });
    for (const list of [profile.faults, profile.allowed, profile.requests, profile.screens]) list.splice(0);
    if (who) await profile.as(who);
    return { profile, page };
  }
}
