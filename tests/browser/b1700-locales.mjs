// Every page from right to left, and with texts that are two fifths longer,
// at two widths: nothing is cut off, covered, left untranslated or mixed up
// (R3, WCAG 2.2 AA).  Both locales are made by tests/lib/locale.mjs.
// SOUK_SHOTS=folder keeps pictures, SOUK_PAGES=home,product looks at these.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { axeFaults, COLOURS, meter, overflowFaults } from '../lib/audit.mjs';
import { browse, shoot } from '../lib/browser.mjs';
import { foreignFaults, isolationFaults, layoutFaults } from '../lib/layout.mjs';
import { arabicText, pluralMark } from '../lib/locale.mjs';
import { OfferDesk } from '../lib/offer.mjs';
import { Seat } from '../lib/seat.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { addDemoImages, demoImages, imageListing, makeVpc, serverOf } from '../lib/servers.mjs';
import { Buyer, expectStatus, putOnFile } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { setup } from '../lib/story.mjs';
import { top } from '../lib/world.mjs';
import { tokenOf, wish } from './dealing.mjs';

const data = path.join(top, 'sql/demo/catalogue.json');
const gallery = 'product=lumen-gallery&plan=team&mode=monthly&quantity=2&periods=12&cap.users=8&currency=USD';
const server = 'product=deepwell-server&plan=standard&mode=monthly&periods=1&currency=USD&region=fra-1&flavour=general-2';
const locales = ['ar', 'en-XA'];

// Not the web server's own error pages: they need neither responder nor script,
// so they are in one language.
const pages = ({ order = {}, ids = {} }) => [
  ['home', '/'], ['home-buyer', '/', 'buyer'], ['search', '/search?q=photo+gallery'], ['search-filtered', '/search?delivery=saas&platform=Web&price_max=100'],
  ['search-none', '/search?q=zzqqxx', null, { status: 200 }], ['category', '/c/developer-tools'], ['product', '/p/lumen-gallery'],
  ['product-licence', '/p/letterbox'], ['product-image', '/p/deepwell-server'], ['product-missing', '/p/no-such', null, { status: 404 }], ['seller', '/s/lumen-works'],
  ['compare', '/compare?products=lumen-gallery,letterbox,postmaster-pro'], ['legal', '/legal/terms'],
  ['sign-in', '/sign-in/', null, { ready: 'form[data-sign-in]' }], ['sign-up', '/sign-up/', null, { ready: '#country' }],
  ['verify', '/verify/', null, { ready: '[data-verify-more] form' }], ['reset', '/reset/', null, { ready: '[data-reset-request] form' }],
  ['join', '/join/#nonsense', null, { ready: '.outcome', status: 'any' }],
  ['checkout', `/checkout/?${gallery}`, 'buyer', { ready: '.sums__total' }], ['checkout-image', `/checkout/?${server}`, 'buyer', { ready: '#server-subnet' }],
  ['checkout-no-network', `/checkout/?${server}`, 'seller', { ready: '#server-vpc' }], ['order-image', `/my/orders/${order.image}`, 'buyer', { ready: '#h-server' }],
  ['pay', `/pay/${order.unpaid}`, 'buyer', { ready: '.sums__total' }],
  ['result', `/result/${order.active}`, 'buyer', { ready: '.outcome__mark--good' }], ['orders', '/my/orders/', 'buyer', { ready: 'table' }],
  ['order', `/my/orders/${order.active}`, 'buyer', { ready: '#h-bill' }], ['order-unpaid', `/my/orders/${order.unpaid}`, 'buyer', { ready: '.notice--warn' }],
  ['bills', '/my/bills/', 'buyer', { ready: 'table' }], ['bills-months', '/my/bills/?show=months', 'buyer', { ready: 'svg[role="img"]' }], ['bills-calendar', '/my/bills/?show=calendar', 'buyer', { ready: '#h-calendar' }], ['credit', '/my/credit/', 'buyer', { ready: '.empty' }], ['bill', `/my/bills/${order.bill}`, 'buyer', { ready: 'a[download]' }],
  ['cards', '/my/cards/', 'buyer', { ready: '#h-cards' }],
  ['my-offers', '/my/offers/', 'buyer', { ready: 'table' }], ['my-offer', `/my/offers/${ids.sent}`, 'buyer', { ready: '#h-valid' }],
  ['offer-open', `/o/#${ids.token}`, null, { ready: '.teaser' }], ['offer-wrong', `/o/#${ids.token}`, 'seller', { ready: '.accounts' }],
  ['offer-confirm', `/o/${ids.sent}`, 'buyer', { ready: '.sums__total' }],
  ['product-offer', '/p/halo-frames?plan=solo&mode=monthly&quantity=10&periods=12&cap.walls=2', 'buyer'],
  ['requests', '/my/requests/', 'buyer', { ready: 'table' }], ['request', `/my/requests/${ids.request}`, 'buyer', { ready: '.rounds' }],
  ['request-new', '/my/requests/?product=lumen-gallery', 'buyer', { ready: '#message' }], ['seller-requests', '/seller/requests/', 'seller', { ready: 'table' }],
  ['notifications', '/my/notifications/', 'buyer', { ready: '.notes' }],
  ['services', '/my/services/', 'buyer', { ready: 'table' }], ['service', `/my/services/${ids.service}`, 'buyer', { ready: '#h-term' }],
  ['account', '/my/account/', 'buyer', { ready: 'dl' }], ['account-email', '/my/account/#email', 'buyer', { ready: '#email' }],
  ['security', '/my/security/', 'buyer', { ready: 'table' }], ['company', '/my/company/', 'buyer', { ready: '[data-invitations]' }],
  ['keys', '/my/keys/', 'buyer', { ready: '.page-head' }], ['keys-new', '/my/keys/#new', 'buyer', { ready: '#scopes' }],
  ['webhooks', '/my/webhooks/', 'buyer', { ready: '.page-head' }], ['webhooks-new', '/my/webhooks/#new', 'buyer', { ready: '#kinds' }],
  ['favourites', '/my/favourites/', 'buyer', { ready: '.page-head' }],
  ['apply', '/seller/', 'buyer', { ready: '[data-apply]' }], ['seller-centre', '/seller/', 'seller', { ready: '.stats' }],
  ['seller-handovers', '/seller/handovers/', 'seller', { ready: '.page-head' }], ['operator-disputes', '/operator/disputes/', 'operator', { ready: '.page-head' }],
  ['settlements', '/seller/settlements/', 'seller', { ready: '.page-head' }], ['settlements-coming', '/seller/settlements/?show=coming', 'seller', { ready: '.page-head' }],
  ['payouts', '/operator/settlements/', 'operator', { ready: '.page-head' }],
  ['seller-refunds', '/seller/refunds/', 'seller', { ready: '.page-head' }], ['operator-refunds', '/operator/refunds/', 'operator', { ready: '.page-head' }],
  ['seller-profile', '/seller/profile/', 'seller', { ready: '[data-payout]' }], ['listings', '/seller/listings/', 'seller', { ready: 'table' }],
  ['offers', '/seller/offers/', 'seller', { ready: 'table' }], ['offer-sent', `/seller/offers/${ids.sent}`, 'seller', { ready: '#h-link' }],
  ['offer-terms', `/seller/offers/${ids.begun}?step=terms`, 'seller', { ready: '#terms' }], ['offer-review', `/seller/offers/${ids.begun}?step=review`, 'seller', { ready: '#review .ready' }],
  ['listing', `/seller/listings/${ids.live}`, 'seller', { ready: '[data-news] .notice' }],
  ['listing-image', `/seller/listings/${ids.image}`, 'seller', { ready: '#images' }],
  ['endpoint', `/seller/endpoint/${ids.live}`, 'seller', { ready: '[data-settings]' }],
  ['licence-keys', `/seller/keys/${ids.keyed}`, 'seller', { ready: 'table' }],
  ['operator', '/operator/', 'operator', { ready: '.stats' }], ['reviews', '/operator/reviews/', 'operator', { ready: 'table' }],
  ['review', `/operator/reviews/${ids.live}`, 'operator', { ready: '.changes' }], ['sellers', '/operator/sellers/?state=ACTIVE', 'operator', { ready: 'article' }],
  ['receivables', '/operator/bills/?state=all', 'operator', { ready: 'table' }], ['receivable', `/operator/bills/${order.bill}`, 'operator', { ready: '#amount' }],
  ['categories', '/operator/categories/', 'operator', { ready: '.tree' }], ['popular', '/operator/popular/', 'operator', { ready: 'ol.todo' }],
].map(([name, where, who, more = {}]) => ({ name, where, who, ...more }));

async function make(world) {
  const choice = { product: 'lumen-gallery', plan: 'team', billing_mode: 'monthly', quantity: 1, periods: 12, capacities: { users: 8 } };
  const buyer = await Buyer.ready(world);
  const active = await buyer.placeOrder(choice);
  await buyer.payWith('success', active);
  const unpaid = await buyer.placeOrder({ ...choice, product: 'letterbox', plan: 'single', billing_mode: 'one_time', periods: 1, capacities: {} });
  const { bill, services: [service] } = await buyer.orderIn(active, 'ACTIVE');
  await buyer.billFiles(bill);
  const { id: card } = await putOnFile(buyer, 'success');
  expectStatus(await buyer.client.post(`/api/checkout/cards/${card}/refreshes`, {}), 200);
  await buyer.client.post('/api/storefront/invitations', { email: 'colleague@new.example', role: 'purchaser' });
  const operator = await Operator.ready(world);
  const seller = await Seller.applied(world, 'halo');
  await operator.admit(seller);
  const body = listing({ category: 'photo-galleries' });
  const live = await seller.begin('halo-frames', { category: 'photo-galleries' });
  await seller.revise(operator, live, body);
  await seller.put(live, { ...body, version: '2.0', platforms: ['Docker'] });
  await seller.submit(live);
  const keyed = await seller.begin('halo-desktop', { category: 'photo-galleries', delivery: 'license' });
  await seller.revise(operator, keyed, body);
  await seller.api('POST', `listings/${keyed}/licence-keys`, { plan: 'solo', keys: ['HALO-1', 'HALO-2'] });
  await addDemoImages(world);
  const { quote } = await buyer.quote({ product: 'deepwell-server', plan: 'standard', capacities: {} });
  const vpc = await makeVpc(buyer);
  const bought = (await buyer.order({ quote, documents: await buyer.documents('deepwell-server'), server: serverOf(vpc) })).json;
  const image = await seller.begin('halo-server', { category: 'photo-galleries', delivery: 'image' });
  await seller.put(image, imageListing({ category: 'photo-galleries' }));
  const desk = new OfferDesk(seller);
  const sent = await desk.sent(buyer.email, { title: 'Ten frames', note: 'As we said', documents: [{ title: 'Service levels', text: 'Ninety-nine percent.' }] });
  const begun = await desk.begin({ clone: sent.id });
  const request = expectStatus(await buyer.client.post('/api/offers/offer-requests', wish, { headers: { 'Idempotency-Key': 'locales-story' } }), 201).json;
  return { people: { buyer, seller, operator }, order: { active: active.id, unpaid: unpaid.id, bill: bill.id, image: bought.id }, ids: { live, keyed, image, service: service.id, sent: sent.id, begun: begun.id, token: tokenOf(sent), request: request.id }, known: knownTexts(body, world) };
}

/** Every text of the catalogue of products, which no locale translates. */
function knownTexts(body, world) {
  // What the check of a listing remarks is said in English alone.
  const known = new Set(['is missing; lists show a letter in its place', 'halo', 'halo-frames', 'halo-desktop', 'We *frame*.', 'Terms for sellers', `Shop ${world.site.name}`, 'Studio halo', 'halo GmbH', 'Terms of sale', 'Cancellation and refunds', 'Seller terms', 'English', 'Germany', 'buyer1', 'Visa •••• 4242',
    'Ten frames', 'As we said', 'Halo terms', 'Walls', 'Service levels', 'Halo Frames Solo', 'As we said on the phone.', wish.message, 'Company of buyer1@buyer.example',
    'Frankfurt', 'Singapore', 'Paris', 'general-2', 'keeper', 'vpc-1', 'subnet-1', 'halo-server', 'Deepwell Server Standard', 'Lumen Gallery Team', 'Letterbox Single server', 'Your own Lumen Gallery is ready. Sign in with the first password and change it.']);
  const gather = (value) => {
    if (typeof value === 'string') known.add(value.replace(/\s+/g, ' ').trim());
    else if (value && typeof value === 'object') Object.values(value).forEach(gather);
  };
  gather(JSON.parse(fs.readFileSync(data, 'utf8')));
  gather(JSON.parse(fs.readFileSync(demoImages, 'utf8')));
  gather(imageListing());
  gather(body);
  return known;
}

const inLocale = (where, locale) => {
  const url = new URL(where, 'http://shop.example');
  url.searchParams.set('lang', locale);
  return url.pathname + url.search + url.hash;
};

async function look(seat, origin, state, it, locale) {
  const { profile, page } = await seat.taken({ viewport: { width: 1280, height: 800 }, who: it.who && state.people[it.who] });
  if (it.status) profile.allowed.push(/status of [45]\d\d/);
  const load = meter(page);
  try {
    const response = await page.goto(origin + inLocale(it.where, locale));
    const faults = [];
    if (it.status !== 'any' && response.status() !== (it.status ?? 200)) faults.push(`status ${response.status()}`);
    const isPublic = !it.ready;
    const way = locale === 'ar' ? 'rtl' : 'ltr';
    if (isPublic && !(await response.text()).includes(`<html lang="${locale}" dir="${way}">`)) faults.push('not sent in its language and direction');
    await page.locator('h1:visible').first().waitFor();
    if (it.ready) await page.locator(it.ready).first().waitFor();
    await load.quiet();
    const html = await page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
    if (html.lang !== locale || html.dir !== way) faults.push(`shown as ${html.lang}, ${html.dir}`);
    for (const [width, height] of [[1280, 800], [390, 844]]) {
      await page.setViewportSize({ width, height });
      faults.push(...await overflowFaults(page, `${width} px`), ...await layoutFaults(page, `${width} px`));
      // Long words and narrow pages have been through axe in English, at 320 px.
      if (width === 1280 && locale === 'ar') faults.push(...await axeFaults(page, `${width} px`, { except: COLOURS }));
      await shoot(page, `${it.name}-${locale}-${width}`);
    }
    if (locale === 'ar') faults.push(...await isolationFaults(page, 'shown'));
    else faults.push(...await foreignFaults(page, 'shown', state.known));
    return [...faults, ...profile.faults];
  } finally {
    load.stop();
  }
}

browse('locales', { ...setup(), apart: true, brief: true, installed: true, data, locales }, (step) => {
  const wanted = process.env.SOUK_PAGES?.split(',');
  let state, seats;

  step('there is something to see', async (browser, world) => {
    state = await make(world);
    seats = await Promise.all(locales.map(() => Seat.set(browser)));
  });

  for (const { name } of pages({}).filter((it) => !wanted || wanted.includes(it.name))) {
    step(name, async (browser, world) => {
      const it = pages(state).find((p) => p.name === name);
      const [ar, xa] = await Promise.all(locales.map((locale, i) => look(seats[i], world.site.url, state, it, locale)));
      assert.deepEqual([...ar.map((f) => `ar ${f}`), ...xa.map((f) => `en-XA ${f}`)], []);
    });
  }

  step('the plural form is the one of the language', async (browser) => {
    const profile = await browser.profile();
    const page = await profile.open('/search?lang=ar');
    const text = await page.locator('main').textContent();
    const [, n, category] = new RegExp(`(\\d+)\u2069 ${arabicText('applications')} \\(([^)]+)\\)`).exec(text) ?? [];
    assert.equal(` (${category})`, pluralMark(new Intl.PluralRules('ar').select(Number(n))), `of ${n}`);
    await profile.close();
  });

  step('a mail is written from right to left, all of it', async (browser, world) => {
    const at = world.mail.messages.length;
    const email = 'yamin@new.example';
    await world.client.api('POST', '/api/storefront/users', { email, password: 'correct horse battery staple',
      user_name: 'Yamin', company: 'Qamar', country: 'EG', locale: 'ar' });
    const mail = await world.mail.next(email, () => true, at);
    const body = plain(mail.data);
    assert.match(body, /<html lang="ar" dir="rtl">/);
    assert.ok(body.includes(arabicText('Confirm this address')), body.slice(0, 2000));
  });
});

