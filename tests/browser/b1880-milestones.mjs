// R26, R28, R41, X4, X13: an order in stages from both sides of the counter,
// by mouse: handed over with evidence that breaks off and goes on, sent back
// criterion by criterion, accepted, billed, ruled on, changed, ended early.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Mouse } from '../lib/hands.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { stagedParams, stagedShop } from '../lib/staged.mjs';
import { setup } from '../lib/story.mjs';
import { look, lookAgain } from './dealing.mjs';

const key = () => ({ headers: { 'Idempotency-Key': randomUUID() } });
const concept = Buffer.alloc(1_500_000, 'The concept, page by page. ');

browse('milestones', { ...setup(), params: stagedParams }, (step) => {
  const mouse = new Mouse();
  let shop, order, buyer, seller, operator;
  const main = (page) => page.locator('main');
  const button = (page, name) => main(page).getByRole('button', { name });
  const link = (page, name) => main(page).getByRole('link', { name });
  const dialog = (page) => page.locator('dialog[open]');
  const seen = async () => expectStatus(await shop.buyer.client.get(`/api/billing/milestones?order=${order.id}`), 200).json;
  const turn = (page, words) => says(page.locator('[data-next]'), words);
  /** The dialog's own button, whose act is over when it is shut. */
  const decide = async (page, name) => {
    await mouse.press(dialog(page).getByRole('button', { name }));
    await dialog(page).waitFor({ state: 'detached' });
  };
  const tracker = async (page, side) => {
    await page.goto(`${shop.origin}/${side === 'buyer' ? 'my/orders' : side === 'seller' ? 'seller/handovers' : 'operator/disputes'}/${order.id}`);
    await page.locator('[data-next]').waitFor();
  };

  step('an order in stages says whose turn it is, to each side', async (browser, world) => {
    shop = await stagedShop(world);
    shop.origin = world.site.url;
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    const offer = await shop.buyer.exclusive((await shop.sent({ deemed_days: 5 })).id);
    order = expectStatus(await shop.buyer.redeem(shop.buyer.stagedBody(offer)), 201).json;
    expectStatus(await shop.buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' }, key()), 201);
    const profile = async (person) => (await browser.profile({ reducedMotion: 'reduce' })).as(person);
    buyer = await (await profile(shop.buyer)).open(`/my/orders/${order.id}`);
    await turn(buyer, /It is the seller’s turn[^]*Milestone 1: Concept/);
    await says(buyer.locator('section[aria-labelledby=h-stages]'), /1\.\sConcept[^]*Being worked on[^]*To be paid[^]*3,966\.27[^]*33\.33%[^]*2\.\sBuild[^]*Planned[^]*billed when milestone 1 is accepted[^]*3\.\sHandover[^]*3,967\.47/);
    await says(buyer.locator('[data-sums]'), /0 of 3 milestones accepted[^]*11,900\.01[^]*Billed[^]*3,966\.27[^]*Paid[^]*0\.00[^]*Open[^]*3,966\.27/);
    await lookAgain(buyer, 'tracker-begun');
    seller = await (await profile(shop.seller)).open('/seller/handovers/?show=orders');
    await lookAgain(seller, 'seller-orders');
    await mouse.press(link(seller, 'Halo Frames'));
    await arrives(seller, /\/seller\/handovers\/ord_/);
    await turn(seller, /It is your turn/);
    await lookAgain(seller, 'seller-tracker');
    operator = await (await profile(shop.operator)).open('/operator/disputes/');
  });

  step('what a bill to come says is kept for it', async () => {
    await mouse.press(button(buyer, 'PO number Milestone 2: Build'));
    await mouse.type(dialog(buyer).locator('#po_number'), 'PO-4711');
    await mouse.type(dialog(buyer).locator('#cost_centre'), 'Site 7');
    await look(buyer, 'tracker-references');
    await decide(buyer, 'Save');
    await says(buyer.locator('[data-news]'), /It is kept for the bill/);
    await says(buyer.locator('section[aria-labelledby=h-stages]'), /2\.\sBuild[^]*Order no\. PO-4711[^]*Cost centre Site 7/);
  });

  step('evidence breaks off and goes on where it was; a wrong file is refused', async () => {
    await mouse.press(link(seller, 'Hand it over'));
    await arrives(seller, /\/seller\/handovers\/hdo_/);
    let pieces = 0;
    await seller.route('**/api/billing/uploads/*', (route) => (route.request().method() === 'PUT' && ++pieces === 3 ? new Promise(() => {}) : route.continue()));
    await seller.setInputFiles('#evidence', [{ name: 'concept.txt', mimeType: 'text/plain', buffer: concept }, { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }]);
    await says(seller.locator('[data-sending]'), /525 kB of 1,500 kB[^]*This file is empty/);
    await look(seller, 'evidence-sending');
    await mouse.press(button(seller, /^Stop/));
    await seller.unroute('**/api/billing/uploads/*');
    await mouse.press(button(seller, /^Go on/));
    await says(main(seller), new RegExp(createHash('sha256').update(concept).digest('hex')));
    await mouse.press(button(seller, /^Remove empty\.txt/));
  });

  step('handed over, taken back, and handed over again', async () => {
    await mouse.type(seller.locator('#note'), 'The concept, as we spoke of it.');
    await lookAgain(seller, 'seller-deliver');
    await mouse.press(button(seller, 'Hand it over'));
    await says(seller.locator('[data-news]'), /It is handed over/);
    await says(seller.locator('aside'), /counts as accepted/);
    await lookAgain(seller, 'seller-waits');
    await mouse.press(button(seller, 'Take it back'));
    await decide(seller, 'Take it back');
    await mouse.type(seller.locator('#note'), 'The concept, with its last page.');
    await mouse.press(button(seller, /^Hand it over/));
    await says(seller.locator('[data-news]'), /It is handed over/);
    assert.deepEqual((await seen()).items.map((s) => [s.state, s.round]), [['DELIVERED', 1], ['PLANNED', 1], ['PLANNED', 1]]);
  });

  step('X4: the buyer answers each criterion; what is not answered is told', async () => {
    await tracker(buyer, 'buyer');
    await turn(buyer, /It is your turn[^]*counts as accepted/);
    await lookAgain(buyer, 'tracker-your-turn');
    await mouse.press(link(buyer, 'Look at it'));
    await arrives(buyer, /\/my\/handovers\/hdo_/);
    await says(buyer.locator('aside'), /If you say nothing until the end of[^]*the bill of Milestone 2: Build is issued, over EUR\s3,966\.27/);
    await lookAgain(buyer, 'handover-answer');
    await mouse.press(button(buyer, 'Something is missing'));
    assert.equal(await buyer.locator('#h-reject ~ form input:checked').count(), 0, 'nothing is ticked before');
    await mouse.pick(buyer.locator('#met-1-yes'));
    await mouse.press(button(buyer, 'Send it back'));
    await says(buyer.locator('.error-summary'), /Say whether this is met: Approved by both[^]*Sum up/);
    await lookAgain(buyer, 'handover-reject-faults');
    await mouse.pick(buyer.locator('#met-2-no'));
    await mouse.type(buyer.locator('#comment-2'), 'Nobody here has signed it.');
    await mouse.type(buyer.locator('#whole'), 'We have not approved it yet.');
    await mouse.press(button(buyer, 'Send it back'));
    await says(buyer.locator('[data-news]'), /It is sent back/);
    await lookAgain(buyer, 'handover-sent-back');
    assert.deepEqual((await seen()).items[0].state, 'REWORK');
  });

  step('the seller reads it criterion by criterion, and hands over again', async () => {
    await tracker(seller, 'seller');
    await turn(seller, /misses something in Milestone 1: Concept/);
    await mouse.press(link(seller, 'See what is missing'));
    await says(main(seller), /Met: \s*A written concept[^]*Not met: \s*Approved by both[^]*Nobody here has signed it\./);
    await lookAgain(seller, 'seller-rework');
    await mouse.type(seller.locator('#note'), 'Signed by both.');
    await mouse.press(button(seller, /^Hand it over/));
    await says(seller.locator('[data-news]'), /It is handed over/);
  });

  step('R41: accepted in three presses, the next bill is there', async () => {
    await tracker(buyer, 'buyer');
    await mouse.press(link(buyer, 'Look at it'));
    await mouse.press(button(buyer, 'Accept it'));
    await says(dialog(buyer), /the bill of Milestone 2: Build is issued[^]*That cannot be taken back/);
    await look(buyer, 'handover-accept');
    await decide(buyer, 'Accept it');
    await says(buyer.locator('[data-news]'), /It is accepted/);
    await mouse.press(link(buyer, 'All milestones of the order'));
    await arrives(buyer, /\/my\/orders\/ord_/);
    await says(buyer.locator('[data-sums]'), /1 of 3 milestones accepted[^]*Billed[^]*7,932\.54/);
    const { items } = await seen();
    assert.deepEqual(items.map((s) => [s.state, s.bill?.state ?? null]), [['ACCEPTED', 'ISSUED'], ['OPEN', 'ISSUED'], ['PLANNED', null]]);
    await says(buyer.locator('section[aria-labelledby=h-stages]'), new RegExp(`${items[1].bill.number}[^]*PO-4711`));
  });

  step('X4: a dispute, and the operator’s ruling', async () => {
    await tracker(seller, 'seller');
    await mouse.press(link(seller, 'Hand it over'));
    await mouse.type(seller.locator('#note'), 'It runs.');
    await mouse.press(button(seller, /^Hand it over/));
    await says(seller.locator('[data-news]'), /It is handed over/);
    await tracker(buyer, 'buyer');
    await mouse.press(link(buyer, 'Look at it'));
    await mouse.press(button(buyer, 'Have it ruled on'));
    await mouse.type(dialog(buyer).locator('#reason'), 'It does not start.');
    await decide(buyer, 'Have it ruled on');
    await says(buyer.locator('[data-news]'), /The marketplace looks at it/);
    await operator.reload();
    await mouse.press(link(operator, 'Halo Frames'));
    await arrives(operator, /\/operator\/disputes\/hdo_/);
    await says(main(operator), /It does not start\./);
    await lookAgain(operator, 'operator-ruling');
    await mouse.press(button(operator, 'One more round'));
    await mouse.type(dialog(operator).locator('#reason'), 'It has to start.');
    await decide(operator, 'One more round');
    await says(operator.locator('[data-news]'), /That is decided/);
    await tracker(operator, 'operator');
    await turn(operator, /seller’s turn/);
    await lookAgain(operator, 'operator-tracker');
    assert.deepEqual((await seen()).items[1].state, 'REWORK');
  });

  step('X13: other milestones are proposed by the seller and confirmed by the buyer', async () => {
    await tracker(seller, 'seller');
    await mouse.press(button(seller, 'Propose other milestones'));
    await mouse.press(button(seller, 'Add a milestone'));
    await mouse.press(button(seller, 'Propose it'));
    await says(seller.locator('.error-summary'), /Name milestone 4[^]*price of milestone 4/);
    await lookAgain(seller, 'change-faults');
    await mouse.type(seller.locator('#net-0'), '3000');
    await mouse.type(seller.locator('#name-1'), 'Training');
    await mouse.type(seller.locator('#net-1'), '500.00');
    await mouse.type(seller.locator('#reason'), 'You asked for a day of training.');
    await mouse.press(button(seller, 'Propose it'));
    await says(seller.locator('[data-news]'), /The change is proposed/);
    await lookAgain(seller, 'change-proposed');
    await tracker(buyer, 'buyer');
    await turn(buyer, /A change was proposed to you/);
    await says(buyer.locator('#proposed'), /a day of training[^]*Training/);
    await lookAgain(buyer, 'change-to-confirm');
    await mouse.press(button(buyer, 'Confirm the new milestones'));
    await decide(buyer, 'Confirm the new milestones');
    await says(buyer.locator('[data-news]'), /It is confirmed/);
    const { version, items } = await seen();
    assert.deepEqual([version, items.map((s) => s.name)], [2, ['Concept', 'Build', 'Handover', 'Training']]);
  });

  step('X13: an early end is proposed, declined, withdrawn, and agreed on by its final account', async () => {
    await mouse.press(button(buyer, 'Propose an early end'));
    await mouse.type(dialog(buyer).locator('#why'), 'The house was sold.');
    await decide(buyer, 'Propose it');
    await says(buyer.locator('#proposed'), /An early end is proposed[^]*Final account[^]*Still to be paid/);
    await lookAgain(buyer, 'stop-proposed');
    await mouse.press(button(buyer, 'Withdraw it'));
    await decide(buyer, 'Withdraw it');
    await mouse.press(button(buyer, 'Propose an early end'));
    await mouse.type(dialog(buyer).locator('#why'), 'The house was sold, indeed.');
    await decide(buyer, 'Propose it');
    await tracker(seller, 'seller');
    await mouse.press(button(seller, 'Decline it'));
    await mouse.type(dialog(seller).locator('#why'), 'Pay the concept first.');
    await decide(seller, 'Decline it');
    await tracker(buyer, 'buyer');
    await says(buyer.locator('section[aria-labelledby=h-history]'), /The change was declined[^]*Pay the concept first\./);
    await mouse.press(button(buyer, 'Propose an early end'));
    await mouse.type(dialog(buyer).locator('#why'), 'Please.');
    await decide(buyer, 'Propose it');
    await tracker(seller, 'seller');
    await mouse.press(button(seller, 'Confirm the end'));
    await says(dialog(seller), /Still to be paid[^]*EUR\s3,966\.27/);
    await look(seller, 'stop-confirm');
    await decide(seller, 'Confirm the end');
    await says(seller.locator('[data-news]'), /It is confirmed/);
    await tracker(buyer, 'buyer');
    await turn(buyer, /The order has ended early\. Bill .* is still to be paid/);
    await lookAgain(buyer, 'tracker-ended');
    assert.deepEqual((await seen()).state, 'CLOSED_EARLY');
  });
});
