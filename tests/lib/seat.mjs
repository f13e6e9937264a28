// A seat before the browser that one person leaves to the next: the renderer
// stays, with the scripts that it has compiled; cookies, storage, caches and
// what was complained of do not.  Pages load in it as at a first visit.
import { watchShifts } from './audit.mjs';

export class Seat {
  static async set(browser, options = {}) {
    const seat = new Seat();
    seat.profile = await browser.profile({ reducedMotion: 'reduce', ...options });
    // Each who sits down judges its own.
    browser.profiles.splice(browser.profiles.indexOf(seat.profile), 1);
    await watchShifts(seat.profile.context);
    seat.page = await seat.profile.context.newPage();
    seat.devtools = await seat.profile.context.newCDPSession(seat.page);
    await seat.devtools.send('Network.enable');
    await seat.devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    return seat;
  }

  /** Empty, for this person (none: a visitor), in a window of that size: { profile, page }. */
  async taken({ viewport, who = null }) {
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
