// A private offer from nothing to sent, revised and withdrawn, as its seller
// does it.  b1800 tells it by mouse, b1810 by keyboard alone.
import assert from 'node:assert/strict';
import { arrives, browse, pictures, says } from '../lib/browser.mjs';
import { OfferDesk, day } from '../lib/offer.mjs';
import { until } from '../lib/proc.mjs';
import { Operator, Seller } from '../lib/seller.mjs';
import { Buyer } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const main = (page) => page.locator('main');
const button = (page, name) => main(page).getByRole('button', { name });
const at = (page, pointer) => page.locator(`[data-at="${pointer}"]`);

/** The editor says that all is stored. */
const saved = (page) => until(async () => /Saved \d\d:\d\d/.test(await page.locator('[data-save-state]').textContent()), 'the editor has saved');

/** Both widths, light and dark, for a person to look at. */
const look = (page, name) => pictures(page, `offer-${name}`);

export function offerStory(hand) {
  browse(`offer editor by ${hand.name}`, setup(), (step) => {
    let seller, buyer, page, profile, desk, id;

    const onward = async (name) => {
      await hand.press(button(page, 'Continue'));
      await says(page.locator('main h2').first(), name);
    };

    step('a seller with a product, and a customer', async (browser, world) => {
      const operator = await Operator.ready(world);
      seller = await Seller.applied(world, 'halo');
      await operator.admit(seller);
      await seller.publish(operator, 'halo-frames');
      buyer = await Buyer.ready(world);
      buyer.company = (await buyer.signIn()).company;
      desk = new OfferDesk(seller);
      profile = await (await browser.profile(hand.name === 'keyboard' ? { reducedMotion: 'reduce' } : {})).as(seller);
      page = await profile.open('/seller/offers/');
    });

    step('the first offer begins from an empty list', async () => {
      await says(page.locator('.empty'), /Your first private offer/);
      await look(page, 'list-empty');
      await hand.press(button(page, 'New offer'));
      await arrives(page, /\/seller\/offers\/off_/);
      id = /off_\w+/.exec(page.url())[0];
      await says(page.locator('#h-customer'), /Customer/);
    });

    step('a step that lacks something says so on top and at its field', async () => {
      await hand.press(button(page, 'Continue'));
      await says(page.locator('.error-summary'), /Say whom the offer is for/);
      await look(page, 'customer-faults');
    });

    step('the customer is found by the exact address', async () => {
      await hand.type(at(page, '/value'), 'nobody@nowhere.example');
      await hand.press(button(page, 'Look up'));
      await says(main(page), /Nobody here has verified this address/);
      await hand.type(at(page, '/value'), buyer.email);
      await hand.press(button(page, 'Look up'));
      await says(main(page), new RegExp(buyer.company.name));
      await saved(page);
      await look(page, 'customer');
      await onward(/Product/);
    });

    step('product, plan and quantity; the list price comes from the server', async () => {
      await hand.choose(at(page, '/product'), 'Halo Frames');
      await page.locator('[data-at="/plan"]').first().waitFor();
      await hand.type(at(page, '/quantity'), '10');
      await hand.type(at(page, '/periods'), '12');
      await hand.type(at(page, '/capacities/walls'), '3');
      await saved(page);
      await look(page, 'product');
      await onward(/Price/);
      await says(main(page), /USD\s16\.00/);
    });

    step('an amount too high is told; a good one shows what is saved and earned', async () => {
      await hand.type(at(page, '/price/amount'), '17');
      await hand.press(button(page, 'Continue'));
      await says(page.locator('.error-summary'), /more than the list price/);
      await hand.type(at(page, '/price/amount'), '12.00');
      await says(main(page), /USD\s480\.00 \(25%\)/);
      await says(page.locator('aside'), /You are paid\s*USD\s1,296\.00/);
      await look(page, 'price');
      await onward(/Milestones/);
    });

    if (hand.name === 'mouse') {
      step('milestones: the sum is checked live, the rest goes on the last', async () => {
        await hand.pick(at(page, '/staged').nth(1));
        await hand.type(at(page, '/milestones/0/name'), 'Design');
        await hand.type(at(page, '/milestones/0/share_bp'), '33.33');
        await hand.type(at(page, '/milestones/1/name'), 'Delivery');
        await says(main(page), /83\.33% so far; 16\.67% is left/);
        await hand.press(button(page, 'Put the rest on the last'));
        await says(main(page), /The milestones sum to 100%/);
        await saved(page);
        await says(main(page), /66\.67%, USD\s960\.05 before tax/);
        await look(page, 'milestones');
        await hand.pick(at(page, '/by').nth(1));
        await hand.type(at(page, '/milestones/0/amount'), '360.00');
        await says(main(page), /91\.67% so far/);
        await hand.press(button(page, 'Put the rest on the last'));
        await says(main(page), /25%, USD\s360\.00 before tax/);
        await hand.pick(at(page, '/staged').first());
        await saved(page);
      });
    }

    step('dates and terms; a document that was removed comes back', async () => {
      await onward(/Dates and terms/);
      await at(page, '/accept_by').fill(day(14));
      await hand.type(at(page, '/note'), 'As we said on the phone.');
      await hand.press(button(page, 'Add a document'));
      await hand.type(at(page, '/documents/0/title'), 'Support terms');
      await hand.type(at(page, '/documents/0/text'), '# Support terms');
      await hand.press(button(page, /^Remove Support terms/));
      await hand.press(button(page, 'Undo'));
      assert.equal(await at(page, '/documents/0/title').inputValue(), 'Support terms');
      await saved(page);
      await look(page, 'terms');
    });

    step('the review shows it as the customer will see it, and the button says the act and the amount', async () => {
      await onward(/Review and send/);
      await says(main(page), /The account is active/);
      await says(button(page, /^Send the offer/), /Send the offer of USD\s1,440\.00/);
      await look(page, 'review');
      await hand.press(button(page, /^Send the offer/));
      await says(page.locator('[data-news]'), /The offer is sent/);
      assert.match(await page.evaluate(() => document.activeElement.className), /notice/);
      await says(page.locator('#offer-link'), /\/o\/#[a-z2-7]{32}/);
      await look(page, 'sent');
    });

    step('the list says how it stands', async () => {
      await profile.open('/seller/offers/', page);
      await says(page.locator('tbody tr'), new RegExp(`${buyer.company.name}[^]*Active[^]*USD\\s1,440\\.00[^]*Mail[^]*Not opened yet`));
      await look(page, 'list');
      await hand.press(page.locator('tbody th a'));
      await arrives(page, new RegExp(id));
    });

    step('a revision changes the price under the same link; another window is not overwritten', async () => {
      const link = await page.locator('#offer-link').textContent();
      await hand.press(button(page, 'Revise'));
      await hand.press(page.locator('.steps a').nth(2));
      await hand.type(at(page, '/price/amount'), '11.00');
      await saved(page);
      if (hand.name === 'mouse') {
        const { draft } = await desk.offer(id);
        await desk.put(id, { ...draft.terms, note: 'Theirs' }, draft.row_version);
        await profile.allowing(/status of 412/, async () => {
          await hand.type(at(page, '/price/amount'), '11.50');
          await says(page.locator('[data-news]'), /changed elsewhere meanwhile/);
        });
        await look(page, 'conflict');
        await hand.press(button(page, 'Keep mine'));
        await saved(page);
        await until(async () => (await desk.offer(id)).draft.terms.price.amount === 1150, 'ours is kept');
      }
      await hand.press(page.locator('.steps a').nth(5));
      await hand.press(button(page, /^Send the revision/));
      await says(page.locator('[data-news]'), /The offer is sent/);
      assert.equal(await page.locator('#offer-link').textContent(), link);
      await says(page.locator('[aria-labelledby="h-versions"]'), /Version 2[^]*Price[^]*USD\s12\.00[^]*USD\s11\./);
      await look(page, 'revised');
    });

    step('withdrawn with a reason, in a dialog that asks for one', async () => {
      await hand.press(button(page, 'Withdraw').first());
      await hand.press(page.locator('dialog[open] [form="withdraw-form"]'));
      await says(page.locator('dialog[open] .error-summary'), /Say why/);
      await hand.type(page.locator('dialog[open] #reason'), 'Sold out.');
      await look(page, 'withdraw');
      await hand.press(page.locator('dialog[open] [form="withdraw-form"]'));
      await says(page.locator('[data-news]'), /The offer is withdrawn/);
      await says(main(page), /Sold out/);
    });
  });
}
