// Without JavaScript the public pages are readable, searchable and lead to
// one another; what needs it says so.
import assert from 'node:assert/strict';
import { arrives, browse, says, shoot } from '../lib/browser.mjs';
import { setup } from '../lib/story.mjs';

browse('without script', setup(), (step) => {
  let profile, page;

  step('the home page shows applications, categories and a search', async (browser) => {
    profile = await browser.profile({ javaScriptEnabled: false });
    page = await profile.open('/');
    await says(page.locator('main'), /Popular applications/);
    assert.ok(await page.locator('main .product-card').count() >= 3);
    assert.match(await page.title(), /Shop alpha/);
    await shoot(page, 'without-script-home');
  });

  step('the category menu opens and leads to a list', async () => {
    await page.locator('[data-menu=categories] summary').click();
    await page.locator('[data-categories] a', { hasText: 'Photos' }).click();
    await arrives(page, /\/c\/photos/);
    await says(page.locator('h1'), /Photos/);
  });

  step('the search answers, and its order is applied by a button', async () => {
    await page.locator('#top-q').fill('keeps');
    await page.locator('#top-q').press('Enter');
    await arrives(page, /\/search\?.*q=keeps/);
    assert.ok(await page.locator('main .result').count() >= 3);
    await page.locator('[data-sort] select').selectOption('name');
    await page.getByRole('button', { name: 'Apply' }).click();
    await arrives(page, /sort=name/);
    const names = await page.locator('main .result h2').allTextContents();
    assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: false })));
    await shoot(page, 'without-script-search');
  });

  step('a product tells everything: text, prices, terms, refund rule', async () => {
    await page.locator('#top-q').fill('photo gallery');
    await page.locator('#top-q').press('Enter');
    await page.getByRole('link', { name: 'Lumen Gallery' }).click();
    await arrives(page, /\/p\/lumen-gallery/);
    await says(page.locator('#overview'), /Albums, faces and maps/);
    await says(page.locator('#pricing'), /19\.00[^]*49\.00/);
    await says(page.locator('#refunds'), /14 days/);
    await page.locator('#terms summary').first().click();
    await says(page.locator('#terms .prose:visible'), /You may use/);
    await shoot(page, 'without-script-product');
  });

  step('its form leads to the review with the choice, which says that it needs JavaScript', async () => {
    await page.locator('input[name=plan][value=pro]').check();
    await page.getByRole('button', { name: 'Continue to Submit' }).first().click();
    await arrives(page, /\/checkout\/\?.*plan=pro/);
    await says(page.locator('noscript .notice:visible'), /needs JavaScript/);
  });

  for (const path of ['sign-in', 'sign-up', 'reset', 'my/orders']) {
    step(`${path} says that it needs JavaScript`, async () => {
      await profile.open(`/${path}/`, page);
      await says(page.locator('noscript .notice:visible'), /needs JavaScript/);
      assert.equal(await page.locator('footer').isVisible(), true);
    });
  }

  step('the legal texts can be read', async () => {
    await page.locator('footer').getByRole('link', { name: 'Terms of sale' }).click();
    await arrives(page, /\/legal\/terms/);
    assert.ok((await says(page.locator('main'), /Terms of sale/)).length > 500);
  });
});
