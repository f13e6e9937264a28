// R11: what was chosen before the page's script has come, or stands there from
// before the page was left, is priced as a later choice is.
import { browse, says } from '../lib/browser.mjs';
import { setup } from '../lib/story.mjs';

browse('chosen early', setup(), (step) => {
  step('a plan that is chosen before the script has come is priced when it comes', async (browser) => {
    const profile = await browser.profile();
    const page = await profile.context.newPage();
    let come;
    const coming = new Promise((resolve) => { come = resolve; });
    await page.route(/\/assets\/.*js\/(?!theme)/, async (route) => {
      await coming;
      await route.continue();
    });
    await page.goto(`${profile.site.url}/p/lumen-gallery`, { waitUntil: 'commit' });
    const total = page.locator('[data-total]').first();
    await says(total, /19\.00/);
    await page.locator('input[name=plan][value=pro]').check();
    come();
    await says(total, /49\.00/);
  });
});
