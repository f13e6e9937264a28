// The pages of sellers and operators in every state that a person may meet:
// WCAG 2.2 AA, valid HTML, budgets, three widths, light and dark, the focus on
// its way, with the pages as make install lays them out.  SOUK_SHOTS=folder
// keeps pictures.
import { randomUUID } from 'node:crypto';
import { OfferDesk, offerTerms } from '../lib/offer.mjs';
import { png } from '../lib/picture.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { lines, state } from '../lib/settle.mjs';
import { expectStatus, password } from '../lib/shop.mjs';
import { StagedBuyer } from '../lib/staged.mjs';
import { until } from '../lib/proc.mjs';
import { audit } from './pages.mjs';

const press = (page, name) => page.locator('main').getByRole('button', { name }).first().click();
const begin = (page) => press(page, 'New listing');

function pages({ ids = {} }) {
  const kind = 'console';
  const editor = (name, ready, more = {}) => ({ name: `listing-${name}`, path: `/seller/listings/${ids[name.split('-')[0]]}`, kind, who: 'seller', ready, ...more });
  const keysOf = (name, ready, { id = ids.keyed, lang = '', ...more } = {}) =>
    ({ name, path: `/seller/keys/${id}${lang && `?lang=${lang}`}`, kind, who: 'seller', ready, ...more });
  return [
    { name: 'apply', path: '/seller/', kind, who: 'owner', ready: '[data-apply]' },
    { name: 'apply-faults', path: '/seller/', kind, who: 'owner', ready: '.error-summary', act: (page) => press(page, 'Send the application') },
    { name: 'apply-terms', path: '/seller/', kind, who: 'owner', ready: 'dialog[open]', view: true, act: (page) => press(page, /^Read/) },
    { name: 'apply-zh', path: '/seller/?lang=zh-CN', kind, who: 'owner', ready: '[data-apply]' },
    { name: 'seller-waiting', path: '/seller/', kind, who: 'applicant', ready: '.timeline' },
    { name: 'seller-suspended', path: '/seller/', kind, who: 'suspended', ready: '[data-screen] .notice--bad' },
    { name: 'seller', path: '/seller/', kind, who: 'seller', ready: '.stats' },
    { name: 'seller-zh', path: '/seller/?lang=zh-CN', kind, who: 'seller', ready: '.stats' },
    { name: 'seller-refunds', path: '/seller/refunds/', kind, who: 'seller', ready: '.page-head' },
    { name: 'settlements', path: '/seller/settlements/', kind, who: 'seller', ready: 'table' },
    { name: 'settlements-zh', path: '/seller/settlements/?show=coming&lang=zh-CN', kind, who: 'seller', ready: 'table' },
    { name: 'settlements-coming', path: '/seller/settlements/?show=coming', kind, who: 'seller', ready: 'table' },
    { name: 'settlements-held', path: '/seller/settlements/?show=HELD', kind, who: 'seller', ready: 'table' },
    { name: 'settlements-none', path: '/seller/settlements/?show=SETTLED', kind, who: 'seller', ready: '.empty' },
    { name: 'settlement', path: `/seller/settlements/${ids.settlement}`, kind, who: 'seller', ready: 'table' },
    { name: 'payouts', path: '/operator/settlements/?state=all', kind, who: 'operator', ready: 'article' },
    { name: 'payouts-pay', path: '/operator/settlements/', kind, who: 'operator', ready: 'dialog[open]', view: true, act: (page) => press(page, /^Record the payout/) },
    { name: 'seller-handovers', path: '/seller/handovers/', kind, who: 'seller', ready: 'table' },
    { name: 'seller-handover', path: `/seller/handovers/${ids.work}`, kind, who: 'seller', ready: '#note' },
    { name: 'seller-handover-faults', path: `/seller/handovers/${ids.work}`, kind, who: 'seller', ready: '.error-summary', act: (page) => press(page, 'Hand it over') },
    { name: 'offers', path: '/seller/offers/', kind, who: 'seller', ready: 'table' },
    { name: 'offers-first', path: '/seller/offers/', kind, who: 'applicant', ready: '[data-screen] .empty' },
    { name: 'offer-faults', path: `/seller/offers/${ids.begun}`, kind, who: 'seller', ready: '.error-summary', act: (page) => press(page, 'Continue') },
    { name: 'offer-milestones', path: `/seller/offers/${ids.staged}?step=milestones`, kind, who: 'seller', ready: '#milestones' },
    { name: 'offer-review', path: `/seller/offers/${ids.staged}?step=review`, kind, who: 'seller', ready: '#review .ready' },
    { name: 'offer-sent', path: `/seller/offers/${ids.sent}`, kind, who: 'seller', ready: '#h-link' },
    { name: 'offer-withdraw', path: `/seller/offers/${ids.sent}`, kind, who: 'seller', ready: 'dialog[open]', view: true, act: (page) => press(page, 'Withdraw') },
    { name: 'offer-zh', path: `/seller/offers/${ids.sent}?lang=zh-CN`, kind, who: 'seller', ready: '#h-link' },
    { name: 'handover', path: `/my/handovers/${ids.done}`, kind, who: 'owner', ready: '#h-take' },
    { name: 'handover-reject', path: `/my/handovers/${ids.done}`, kind, who: 'owner', ready: 'dialog[open]', view: true, act: (page) => press(page, 'Something is missing') },
    { name: 'tracker', path: `/my/orders/${ids.given?.order}`, kind, who: 'owner', ready: '[data-next]' },
    { name: 'tracker-zh', path: `/my/orders/${ids.changing?.order}?lang=zh-CN`, kind, who: 'owner', ready: '#proposed' },
    { name: 'tracker-write', path: `/my/orders/${ids.given?.order}`, kind, who: 'owner', ready: '.error-summary',
      act: async (page) => {
        await press(page, 'Propose other milestones');
        await press(page, 'Propose it');
      } },
    { name: 'handover-criteria', path: `/my/handovers/${ids.given?.handover}`, kind, who: 'owner', ready: '.error-summary',
      act: async (page) => {
        await press(page, 'Something is missing');
        await page.locator('main').getByText('Not met').first().click();
        await press(page, 'Send it back');
      } },
    { name: 'seller-orders', path: '/seller/handovers/?show=orders', kind, who: 'seller', ready: 'table' },
    { name: 'seller-tracker', path: `/seller/handovers/${ids.changing?.order}`, kind, who: 'seller', ready: '#proposed' },
    { name: 'seller-rework', path: `/seller/handovers/${ids.changing?.handover}`, kind, who: 'seller', ready: '#note' },
    { name: 'operator-disputes', path: '/operator/disputes/', kind, who: 'operator', ready: 'table' },
    { name: 'operator-ruling', path: `/operator/disputes/${ids.disputed?.handover}`, kind, who: 'operator', ready: '#h-rule' },
    { name: 'seller-profile', path: '/seller/profile/', kind, who: 'seller', ready: '[data-payout]' },
    { name: 'listings', path: '/seller/listings/', kind, who: 'seller', ready: 'table' },
    { name: 'listings-none', path: '/seller/listings/?state=LIVE', kind, who: 'suspended', ready: '[data-screen] .empty' },
    { name: 'listings-first', path: '/seller/listings/', kind, who: 'applicant', ready: '[data-screen] .empty' },
    { name: 'listings-new', path: '/seller/listings/', kind, who: 'seller', ready: 'dialog[open]', view: true, act: begin },
    { name: 'listing-missing', path: '/seller/listings/prd_01h455vb4pex5vsknk084sn02q', kind, who: 'seller', status: 'any', ready: '.empty' },
    editor('empty', '.actionbar'),
    editor('empty-faults', '.error-summary', { act: (page) => press(page, 'Submit for review') }),
    editor('empty-delete', 'dialog[open]', { view: true, act: (page) => press(page, 'Delete the draft') }),
    editor('asked', '[data-news] .notice--warn'),
    editor('live', '[data-news] .notice--info'),
    editor('restricted', '[data-news] .notice--bad'),
    editor('hidden', '#about table', { act: (page) => press(page, 'Published revisions') }),
    { name: 'endpoint', path: `/seller/endpoint/${ids.empty}`, kind, who: 'seller', ready: '[data-settings]' },
    { name: 'endpoint-zh', path: `/seller/endpoint/${ids.empty}?lang=zh-CN`, kind, who: 'seller', ready: '[data-settings]' },
    { name: 'endpoint-faults', path: `/seller/endpoint/${ids.empty}`, kind, who: 'seller', ready: '.error-summary', act: (page) => press(page, 'Save endpoint') },
    { name: 'endpoint-tried', path: `/seller/endpoint/${ids.live}`, kind, who: 'seller', ready: '[data-news] .notice--bad', act: (page) => press(page, 'Run all checks') },
    { name: 'endpoint-remove', path: `/seller/endpoint/${ids.live}`, kind, who: 'seller', ready: 'dialog[open]', view: true, act: (page) => press(page, 'Remove endpoint') },
    keysOf('licence-keys', 'table'),
    keysOf('licence-keys-zh', 'table', { lang: 'zh-CN' }),
    keysOf('licence-keys-faults', '.error-summary', { act: async (page) => {
      await page.fill('#keys', `HALO-1\nHALO-2\nHALO-1\n${'x'.repeat(501)}\nHALO\t3`);
      await page.locator('[data-check] li').last().waitFor();
      await page.locator('[data-add] [type="submit"]').click();
    } }),
    keysOf('licence-keys-added', '[data-news] .notice', { act: async (page) => {
      await page.fill('#keys', 'HALO-0\nHALO-100\n');
      await press(page, 'Add 2 keys');
    } }),
    keysOf('licence-keys-drop', 'dialog[open]', { view: true, act: (page) => press(page, /^Remove unsold/) }),
    keysOf('licence-keys-none', '[data-screen] .empty', { id: ids.live }),
    keysOf('licence-keys-empty', '[data-screen] .empty', { id: ids.boxed }),
    { ...editor('asked', '[data-news] .notice--warn'), name: 'listing-zh', path: `/seller/listings/${ids.asked}?lang=zh-CN` },
    { name: 'operator', path: '/operator/', kind, who: 'operator', ready: '.stats' },
    { name: 'operator-restrict', path: '/operator/', kind, who: 'operator', ready: 'dialog[open]', view: true,
      act: async (page) => {
        await page.fill('#find', 'gallery');
        await press(page, 'Search');
        await press(page, /^Take off sale/);
      } },
    { name: 'operator-only', path: '/operator/', kind, who: 'seller', ready: '[data-failed]' },
    { name: 'reviews', path: '/operator/reviews/', kind, who: 'operator', ready: 'table' },
    { name: 'review-change', path: `/operator/reviews/${ids.live}`, kind, who: 'operator', ready: '.changes' },
    { name: 'review-new', path: `/operator/reviews/${ids.fresh}`, kind, who: 'operator', ready: '.changes' },
    { name: 'review-zh', path: `/operator/reviews/${ids.live}?lang=zh-CN`, kind, who: 'operator', ready: '.changes' },
    { name: 'review-missing', path: `/operator/reviews/${ids.hidden}`, kind, who: 'operator', status: 'any', ready: '[data-screen] .empty' },
    { name: 'sellers', path: '/operator/sellers/', kind, who: 'operator', ready: 'article' },
    { name: 'sellers-suspend', path: '/operator/sellers/?state=ACTIVE', kind, who: 'operator', ready: 'dialog[open]', view: true, act: (page) => press(page, /^Suspend/) },
    { name: 'receivables', path: '/operator/bills/', kind, who: 'operator', ready: '#number' },
    { name: 'categories', path: '/operator/categories/', kind, who: 'operator', ready: '.tree' },
    { name: 'categories-edit', path: '/operator/categories/', kind, who: 'operator', ready: 'dialog[open]', view: true, act: (page) => press(page, /^Edit/) },
    { name: 'categories-new', path: '/operator/categories/', kind, who: 'operator', ready: 'dialog[open]', view: true, act: (page) => press(page, 'New category') },
    { name: 'popular', path: '/operator/popular/', kind, who: 'operator', ready: 'ol.todo' },
    { name: 'popular-found', path: '/operator/popular/', kind, who: 'operator', ready: '[aria-live] .todo',
      act: async (page) => {
        await page.fill('#find', 'mail');
        await press(page, 'Search');
        await page.locator('[aria-live] .todo').waitFor();
        await page.evaluate(() => scrollTo(0, 0)); // axe takes what lies below the bar for covered
      } },
  ];
}

/** Sellers in every state, and one with listings in every state. */
async function make(world) {
  const owner = await StagedBuyer.ready(world);
  const operator = await Operator.ready(world);
  const [seller, suspended] = [await Seller.applied(world, 'halo'), await Seller.applied(world, 'umbra')];
  await operator.admit(seller);
  await operator.admit(suspended);
  await suspended.begin('umbra-lamp', { category: 'photo-galleries', name: 'Umbra Lamp' });
  await operator.api('POST', `seller-applications/${suspended.profile.id}/suspensions`, { reason: 'The tax number belongs to another company.' });
  const applicant = await Seller.applied(world, 'nova', { about: 'Small tools for **observatories**.\n\nSince 2011.' });
  expectStatus(await seller.api('POST', 'seller/payouts', { payout: 'FR76 1111 2222 3333 4444 555', password }), 200);

  const { csrf } = (await seller.client.get('/api/storefront/session')).json;
  const upload = async (kind, width, height) => expectStatus(await seller.client.request('POST', `/api/storefront/media?kind=${kind}`,
    { body: png(width, height, { pixel: (x, y) => [x & 255, y & 255, 180] }), headers: { 'Content-Type': 'image/png', 'X-Souk-CSRF': csrf } }), 201).json.file;
  const logo = await upload('logo', 256, 256);
  const screenshots = [{ file: await upload('screenshot', 640, 400), alt: 'The wall' }];
  const category = 'photo-galleries';
  const of = (name, more = {}) => listing({ category, logo, screenshots, texts: [{ ...listing().texts[0], name }], ...more });
  const start = (slug, name) => seller.begin(slug, { category, name });

  const [live, asked, empty, hidden, restricted, fresh] = [await start('halo-frames', 'Halo Frames'), await start('halo-mail', 'Halo Mail'),
    await start('halo-clock', 'Halo Clock'), await start('halo-lamp', 'Halo Lamp'), await start('halo-radio', 'Halo Radio'), await start('halo-door', 'Halo Door')];
  for (const [id, name] of [[live, 'Halo Frames'], [hidden, 'Halo Lamp'], [restricted, 'Halo Radio']]) await seller.revise(operator, id, of(name));
  await seller.api('POST', `listings/${hidden}/hidings`, {});
  await operator.api('POST', `products/${restricted}/restrictions`, { reason: 'A court forbade the name.' });
  const plans = structuredClone(listing().plans);
  plans[0].prices[0].amount = 1500;
  plans.push({ ...structuredClone(plans[0]), code: 'house' });
  for (const [id, body] of [[live, of('Halo Frames', { plans, platforms: ['Docker'], screenshots: [] })], [asked, of('Halo Mail')], [fresh, of('Halo Door')]]) {
    expectStatus(await seller.put(id, body), 200);
    expectStatus(await seller.submit(id), 200);
  }
  // An address that nobody may call from here: the call fails at once.
  expectStatus(await seller.api('PUT', `listings/${live}/endpoint`, { url: 'https://192.0.2.7/saas', key: 'a-key-of-sixteen-or-more', contact: true }, { 'If-Match': '"0"' }), 200);
  const { draft } = await operator.review(asked);
  await operator.api('POST', `reviews/${asked}/requests`, { row_version: draft.row_version, note: 'Please say which mail servers it works with.' });
  return { people: { owner, operator, seller, suspended, applicant }, ids: { live, asked, empty, hidden, restricted, fresh, ...await makeLicences(seller, operator, owner), ...await makeServices(seller, operator, owner), ...await makeOffers(seller, owner), ...await makeSettlements(world, seller), ...await makeStages(world, seller, owner) } };
}

/** A statement of what was delivered, and what waits for that. */
async function makeSettlements(world, seller) {
  await lines(world, 1, 'RELEASABLE');
  await state(world, 1);
  const [statement] = await until(async () => {
    const { items } = expectStatus(await seller.client.get('/api/billing/settlements'), 200).json;
    return items[0]?.files && items;
  }, 'the statement is on paper', 30000);
  return { settlement: statement.id };
}

/** Orders in stages: handed over, sent back with a change proposed, disputed. */
async function makeStages(world, seller, buyer) {
  const { company } = await buyer.signIn();
  await world.ctl(world.site, 'credit', 'set', company.id, '--postpaid', 'yes', '--milestone', '40000.00');
  const desk = new OfferDesk(seller);
  const post = async (who, path, body, status = 200) => expectStatus(await who.client.post(`/api/billing/${path}`, body, { headers: { 'Idempotency-Key': randomUUID() } }), status, path).json;
  const begin = async () => {
    const sent = await desk.sent(buyer.email, { product: 'halo-hanging', billing_mode: 'one_time', quantity: 1, periods: 1, capacities: [], price: { kind: 'amount', amount: 89001 },
      billing: 'advance', deemed_days: 5, milestones: [{ name: 'Survey of the walls', share_bp: 3333, criteria: ['Each wall is measured', 'A drawing shows where each frame hangs'] },
        { name: 'Hanging', share_bp: 3333, criteria: ['It hangs'] }, { name: 'Aftercare', share_bp: 3334, criteria: [] }] });
    const order = expectStatus(await buyer.redeem(buyer.stagedBody(await buyer.exclusive(sent.id))), 201).json.id;
    expectStatus(await buyer.client.post('/api/checkout/settlements', { order, method: 'monthly_settlement' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    const { handover, row_version: opened } = expectStatus(await buyer.client.get(`/api/billing/milestones?order=${order}`), 200).json.items[0];
    expectStatus(await seller.client.post(`/api/billing/evidence?handover=${handover}&name=drawing.pdf`, Buffer.from('%PDF-1.7\n'), { headers: { 'Content-Type': 'application/octet-stream' } }), 201);
    const { row_version } = await post(seller, `handovers/${handover}/deliveries`, { row_version: opened, note: 'Every wall, with a drawing of each.' });
    return { order, handover, row_version };
  };
  const [given, changing, disputed] = [await begin(), await begin(), await begin()];
  await post(buyer, `handovers/${changing.handover}/rejections`, { row_version: changing.row_version, reason: 'The stairs are not in it.',
    criteria: [{ criterion: 1, met: false, comment: 'The wall by the stairs was forgotten.' }, { criterion: 2, met: true }] });
  await post(seller, 'plan-changes', { order: changing.order, kind: 'change', reason: 'The wall by the stairs needs a scaffold.',
    stages: [{ name: 'Hanging, with scaffold', criteria: ['It hangs'], net: 42000 }, { name: 'Aftercare', criteria: [], net: 30000 }] }, 201);
  await post(buyer, `handovers/${disputed.handover}/disputes`, { row_version: disputed.row_version, reason: 'Half of the walls are missing.' });
  return { given, changing, disputed };
}

/** Offers: begun, in stages, and sent twice. */
async function makeOffers(seller, buyer) {
  const desk = new OfferDesk(seller);
  const target = { kind: 'email', value: buyer.email };
  const sent = await desk.sent(buyer.email, { note: 'As we said on the phone.', documents: [{ title: 'Support terms', text: '# Support terms' }] });
  expectStatus(await desk.send(sent.id, (await desk.save(sent.id, { ...sent.terms, price: { kind: 'percent', amount: 0, percent_bp: 3333 } })).row_version), 200);
  const [begun, staged] = [await desk.begin(), await desk.begin()];
  await desk.save(staged.id, offerTerms({ target, milestones: [{ name: 'Design', share_bp: 3333, criteria: ['Drawn', 'Signed'] }, { name: 'Delivery', share_bp: 6667, criteria: [] }],
    billing: 'arrears', deemed_days: 5 }));
  return { sent: sent.id, begun: begun.id, staged: staged.id };
}

/** Licences: one with a pool of each kind, one that is not on sale yet. */
async function makeLicences(seller, operator, buyer) {
  const begun = (slug, name) => seller.begin(slug, { category: 'photo-galleries', name, delivery: 'license' });
  const [keyed, boxed] = [await begun('halo-desktop', 'Halo Desktop'), await begun('halo-box', 'Halo Box')];
  const [solo] = listing().plans;
  const plans = Object.entries({ solo: 'Solo', team: 'Team', house: 'House', campus: 'Campus' })
    .map(([code, name]) => ({ ...structuredClone(solo), code, texts: [{ locale: 'en', name, summary: 'For walls' }] }));
  await seller.revise(operator, keyed, listing({ category: 'photo-galleries', plans, texts: [{ ...listing().texts[0], name: 'Halo Desktop' }] }));
  for (const [plan, n] of [['solo', 1], ['team', 4], ['house', 1240]]) {
    const keys = Array.from({ length: n }, (_, i) => `${plan}-${i}`);
    expectStatus(await seller.api('POST', `listings/${keyed}/licence-keys`, { plan, keys }), 200);
  }
  const order = await buyer.placeOrder({ product: 'halo-desktop', plan: 'solo', capacities: {} });
  await buyer.payWith('success', order);
  await buyer.orderIn(order, 'ACTIVE');
  return { keyed, boxed };
}

/** A service that is worked on, and one that was handed over. */
async function makeServices(seller, operator, buyer) {
  const id = await seller.begin('halo-hanging', { category: 'photo-galleries', name: 'Halo Hanging', delivery: 'service' });
  const [solo] = listing().plans;
  await seller.revise(operator, id, listing({ category: 'photo-galleries', texts: [{ ...listing().texts[0], name: 'Halo Hanging' }],
    plans: [{ ...solo, capacities: [], prices: [{ mode: 'one_time', currency: 'USD', amount: 90000 }] }] }));
  const order = async () => {
    const placed = await buyer.placeOrder({ product: 'halo-hanging', plan: 'solo', billing_mode: 'one_time', capacities: {} });
    await buyer.payWith('success', placed);
    return until(async () => (await buyer.get(placed)).handover?.id, 'the seller was told');
  };
  const [work, done] = [await order(), await order()];
  for (const handover of [work, done])
    expectStatus(await seller.client.post(`/api/billing/evidence?handover=${handover}&name=report.pdf`, Buffer.from('%PDF-1.7\n'), { headers: { 'Content-Type': 'application/octet-stream' } }), 201);
  expectStatus(await seller.client.post(`/api/billing/handovers/${done}/deliveries`, { row_version: 1, note: 'Twelve frames hang in the hall.\nThe drill holes are sealed.' }), 200);
  return { work, done };
}

audit('console pages', 'console', 42, { pages, make });
