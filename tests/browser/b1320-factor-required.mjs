// An operator whose session showed no second factor is led to where one is
// set up, and from there on is let in (X7).
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Buyer, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { totp } from '../lib/totp.mjs';
import { run } from '../lib/world.mjs';

browse('factor required', { ...setup(), params: () => ({ TOTP: null }) }, (step) => {
  let page, profile;

  step('a page for operators says what is missing and leads there', async (browser, world) => {
    const operator = new Buyer(world, world.site, 'support@staff.example');
    const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', operator.email,
      '--role', 'support', '--verified'], { input: `${password}\n` });
    assert.equal(added.code, 0, added.stdout + added.stderr);
    await operator.signIn();
    profile = await (await browser.profile()).as(operator);
    await profile.allowing(/status of 403/, async () => {
      page = await profile.open('/operator/reviews/');
      await says(page.locator('[data-failed]'), /my\/security/);
      await page.getByRole('link', { name: 'Set up two-step sign-in' }).click();
      await arrives(page, /\/my\/security\/#two-step$/);
    });
  });

  step('set up, the same session is let in', async () => {
    await page.fill('#password', password);
    await page.getByRole('button', { name: 'Continue' }).click();
    const secret = (await page.locator('[data-secret]').textContent()).replaceAll(' ', '');
    await page.fill('#code', totp(secret));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await says(page.locator('[data-screen] .notice'), /is on/);
    await profile.open('/operator/reviews/', page);
    await page.locator('[data-screen] h1').waitFor();
    assert.equal(await page.locator('[data-failed]').isVisible(), false);
  });
});
