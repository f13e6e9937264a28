// The pages and their states; b1100 and b1101 look at all of them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { axeFaults, COLOURS, htmlFaults, keyFaults, meter, overflowFaults, weightFaults } from '../lib/audit.mjs';
import { browse, shoot, shots } from '../lib/browser.mjs';
import { Keyboard } from '../lib/hands.mjs';
import { until } from '../lib/proc.mjs';
import { Seat } from '../lib/seat.mjs';
import { addDemoImages, addDemoServices, makeVpc, serverOf } from '../lib/servers.mjs';
import { Buyer, expectStatus, mailToken, password, putOnFile } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { totp } from '../lib/totp.mjs';
import { run, top } from '../lib/world.mjs';
import { halo, tokenOf, wish } from './dealing.mjs';

const AT_ONCE = 2;
const keyboard = new Keyboard();
const gallery = 'product=lumen-gallery&plan=team&mode=monthly&quantity=2&periods=12&cap.users=8&currency=USD';
const server = 'product=deepwell-server&plan=standard&mode=monthly&periods=1&currency=USD&region=fra-1&flavour=general-2';

/**
 * name, path below the base, who looks, kind of budget; status when it is not
 * 200; ready: a selector that must be seen; act: what the person does first.
 */
function pagesOf(state) {
  const { order, service = {}, offer = {} } = state;
  const shell = 'console';
  return [
    { name: 'home', path: '/' },
    { name: 'home-zh', path: '/?lang=zh-CN' },
    { name: 'home-buyer', path: '/', who: 'buyer' },
    { name: 'search-hits', path: '/search?q=photo+gallery' },
    { name: 'search-all', path: '/search' },
    { name: 'search-filtered', path: '/search?delivery=saas&platform=Web&platform=Linux&price_max=100' },
    { name: 'search-drawer', path: '/search?delivery=saas', view: true, ready: 'dialog[open]',
      act: (page) => page.locator('[data-open-filters]').click() },
    { name: 'search-none-filtered', path: '/search?delivery=license&mode=monthly&price_min=5000' },
    { name: 'search-none', path: '/search?q=zzqqxx' },
    { name: 'search-misspelt-category', path: '/search?q=comunication' },
    { name: 'search-zh', path: '/search?q=%E7%94%B5%E5%AD%90%E9%82%AE%E4%BB%B6&lang=zh-CN' },
    { name: 'category', path: '/c/developer-tools' },
    { name: 'category-missing', path: '/c/no-such', status: 404 },
    { name: 'product', path: '/p/lumen-gallery' },
    { name: 'product-configured', path: `/p/lumen-gallery?${gallery.replace(/&currency=USD|product=lumen-gallery&/g, '')}` },
    { name: 'product-licence', path: '/p/letterbox' },
    { name: 'product-image', path: '/p/deepwell-server', ready: '#f-flavour' },
    { name: 'product-service', path: '/p/gallery-moving-day' },
    { name: 'product-zh', path: '/p/postmaster-pro?lang=zh-CN' },
    { name: 'product-missing', path: '/p/no-such', status: 404 },
    { name: 'compare', path: '/compare?products=lumen-gallery,postmaster-pro,letterbox&quantity=10' },
    { name: 'compare-zh', path: '/compare?products=lumen-gallery,postmaster-pro&lang=zh-CN' },
    { name: 'compare-nothing', path: '/compare?products=no-such&quantity=x' },
    { name: 'seller', path: '/s/lumen-works' },
    { name: 'legal-terms', path: '/legal/terms' },
    { name: 'legal-imprint', path: '/legal/imprint' },
    { name: 'missing', path: '/no-such-page', status: 404 },
    { name: 'sign-in', path: '/sign-in/', kind: shell, ready: 'form[data-sign-in]' },
    { name: 'sign-in-faults', path: '/sign-in/', kind: shell, act: (page) => submit(page, 'Sign in'), ready: '.error-summary' },
    { name: 'sign-up', path: '/sign-up/', kind: shell, ready: '#country' },
    { name: 'sign-up-faults', path: '/sign-up/', kind: shell, act: (page) => submit(page, 'Create account'), ready: '.error-summary' },
    { name: 'verify', path: '/verify/', kind: shell, ready: '[data-verify-more] form' },
    { name: 'verify-bad', path: '/verify/#nonsense', kind: shell, status: 'any', ready: '[data-verify-more] form' },
    { name: 'reset', path: '/reset/', kind: shell, ready: '[data-reset-request] form' },
    { name: 'reset-change', path: '/reset/#nonsense', kind: shell, ready: '[data-reset-change] form' },
    { name: 'checkout-visitor', path: `/checkout/?${gallery}`, kind: shell, ready: '.sums__total' },
    { name: 'checkout', path: `/checkout/?${gallery}`, kind: shell, who: 'buyer', ready: '.sums__total' },
    { name: 'checkout-faults', path: `/checkout/?${gallery}`, kind: shell, who: 'buyer', act: (page) => submit(page, /^Pay now/), ready: '.error-summary' },
    { name: 'checkout-terms', path: `/checkout/?${gallery}`, kind: shell, who: 'buyer', ready: 'dialog[open]', view: true,
      act: (page) => page.getByRole('button', { name: /^Read/ }).first().click() },
    { name: 'checkout-image', path: `/checkout/?${server}`, kind: shell, who: 'buyer', ready: '#server-subnet' },
    { name: 'checkout-image-visitor', path: `/checkout/?${server}`, kind: shell, ready: '#server-flavour' },
    { name: 'checkout-no-network', path: `/checkout/?${server}`, kind: shell, who: 'stranger', act: (page) => submit(page, /^Pay now/), ready: '.error-summary' },
    { name: 'checkout-vpc', path: `/checkout/?${server}`, kind: shell, who: 'stranger', ready: 'dialog[open]', view: true,
      act: (page) => page.getByRole('button', { name: 'Create VPC' }).first().click() },
    { name: 'checkout-service', path: '/checkout/?product=gallery-moving-day&plan=small&mode=one_time&currency=USD', kind: shell, who: 'buyer', ready: '.sums__total' },
    { name: 'checkout-nothing', path: '/checkout/', kind: shell, who: 'buyer', ready: '.empty' },
    { name: 'checkout-unverified', path: `/checkout/?${gallery}`, kind: shell, who: 'unverified', ready: '.notice--warn' },
    { name: 'pay', path: `/pay/${order.unpaid}`, kind: shell, who: 'buyer', ready: '.sums__total' },
    { name: 'pay-added', path: `/pay/${order.unpaid}?card=${state.card}`, kind: shell, who: 'buyer', ready: '.notice--good' },
    { name: 'pay-again', path: `/pay/${order.declined}`, kind: shell, who: 'buyer', ready: '[data-screen] .notice--bad' },
    { name: 'result-delivered', path: `/result/${order.active}`, kind: shell, who: 'buyer', ready: '.outcome__mark--good' },
    { name: 'result-failed', path: `/result/${order.declined}`, kind: shell, who: 'buyer', ready: '.outcome__mark--bad' },
    { name: 'result-unpaid', path: `/result/${order.unpaid}`, kind: shell, who: 'buyer', ready: '.outcome' },
    { name: 'orders-empty', path: '/my/orders/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'orders', path: '/my/orders/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'order-active', path: `/my/orders/${order.active}`, kind: shell, who: 'buyer', ready: '#h-bill' },
    { name: 'bills-empty', path: '/my/bills/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'bills', path: '/my/bills/', kind: shell, who: 'buyer', ready: '#h-general' },
    { name: 'bills-months', path: '/my/bills/?show=months', kind: shell, who: 'buyer', ready: 'svg[role="img"]' },
    { name: 'bills-calendar', path: '/my/bills/?show=calendar', kind: shell, who: 'buyer', ready: '#h-calendar' },
    { name: 'bill', path: `/my/bills/${state.bill}`, kind: shell, who: 'buyer', ready: 'a[download]' },
    { name: 'credit', path: '/my/credit/', kind: shell, who: 'buyer', ready: '#h-moves' },
    { name: 'credit-none', path: '/my/credit/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'bills-found', path: '/my/bills/?state=OVERDUE&q=2020', kind: shell, who: 'buyer', ready: '.empty' },
    { name: 'bill-missing', path: '/my/bills/bil_01h455vb4pex5vsknk084sn02q', kind: shell, who: 'buyer', status: 'any', ready: '.empty' },
    { name: 'cards-empty', path: '/my/cards/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'cards', path: '/my/cards/', kind: shell, who: 'buyer', ready: '#h-cards' },
    { name: 'cards-remove', path: '/my/cards/', kind: shell, who: 'buyer', ready: 'dialog[open]', view: true,
      act: (page) => page.getByRole('button', { name: /^Remove/ }).first().click() },
    { name: 'order-secret', path: `/my/orders/${order.active}`, kind: shell, who: 'buyer', ready: '.secret',
      act: (page) => submit(page, 'Show the access data') },
    { name: 'order-image', path: `/my/orders/${order.image}`, kind: shell, who: 'buyer', ready: '#h-server' },
    { name: 'order-unpaid', path: `/my/orders/${order.unpaid}`, kind: shell, who: 'buyer', ready: '.notice--warn' },
    { name: 'order-cancel', path: `/my/orders/${order.unpaid}`, kind: shell, who: 'buyer', ready: 'dialog[open]', view: true,
      act: (page) => submit(page, 'Cancel the order') },
    { name: 'order-cancelled', path: `/my/orders/${order.cancelled}`, kind: shell, who: 'buyer', ready: '.timeline' },
    { name: 'order-refund', path: `/my/orders/${order.active}`, kind: shell, who: 'buyer', ready: 'dialog[open]', view: true,
      act: (page) => submit(page, 'Ask for money back') },
    { name: 'order-refund-faults', path: `/my/orders/${order.active}`, kind: shell, who: 'buyer', ready: '.error-summary', view: true,
      act: async (page) => {
        await submit(page, 'Ask for money back');
        await submit(page, 'Send the request');
      } },
    { name: 'order-refund-refused', path: `/my/orders/${order.short}`, kind: shell, who: 'buyer', ready: '#h-refunds' },
    { name: 'operator-refunds', path: '/operator/refunds/', kind: shell, who: 'support', ready: '.page-head' },
    { name: 'services-empty', path: '/my/services/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'services', path: '/my/services/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'service', path: `/my/services/${service.early}`, kind: shell, who: 'buyer', ready: '#h-term' },
    { name: 'service-ending', path: `/my/services/${service.ending}`, kind: shell, who: 'buyer', ready: '#periods' },
    { name: 'checkout-renewal', path: `/checkout/?product=lumen-gallery&plan=team&mode=monthly&quantity=1&periods=1&cap.users=8&renews=${order.short}&service=${service.ending}`,
      kind: shell, who: 'buyer', ready: '.sums__total' },
    { name: 'service-missing', path: '/my/services/srv_01h455vb4pex5vsknk084sn02q', kind: shell, who: 'buyer', status: 'any', ready: '.empty' },
    { name: 'favourites-empty', path: '/my/favourites/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'sign-in-code', path: '/sign-in/', kind: shell, status: 'any', ready: '[data-code-title]:visible',
      act: async (page) => {
        await page.fill('#email', state.people.factor.email);
        await page.fill('#password', password);
        await submit(page, 'Sign in');
      } },
    { name: 'account', path: '/my/account/', kind: shell, who: 'buyer', ready: 'dl' },
    { name: 'account-zh', path: '/my/account/?lang=zh-CN', kind: shell, who: 'factor', ready: 'dl' },
    { name: 'account-name', path: '/my/account/#name', kind: shell, who: 'buyer', ready: '#user_name' },
    { name: 'account-email', path: '/my/account/#email', kind: shell, who: 'buyer', ready: '#email' },
    { name: 'account-mobile', path: '/my/account/#mobile', kind: shell, who: 'buyer', act: (page) => submit(page, 'Send the code'), ready: '.error-summary' },
    { name: 'account-mobile-code', path: '/my/account/#mobile-code', kind: shell, who: 'buyer', ready: '#code' },
    { name: 'account-language', path: '/my/account/#language', kind: shell, who: 'buyer', ready: '#locale' },
    { name: 'account-erase', path: '/my/account/#erase', kind: shell, who: 'buyer', ready: '#password' },
    { name: 'security', path: '/my/security/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'security-on', path: '/my/security/', kind: shell, who: 'factor', ready: '.state--good' },
    { name: 'security-zh', path: '/my/security/?lang=zh-CN', kind: shell, who: 'factor', ready: '.state--good' },
    { name: 'security-operator', path: '/my/security/', kind: shell, who: 'support', ready: 'table' },
    { name: 'security-password', path: '/my/security/#password', kind: shell, who: 'buyer', ready: '#new_password' },
    { name: 'security-scan', path: '/my/security/#two-step', kind: shell, who: 'buyer', ready: '.qr', act: (page) => prove(page, 'Continue') },
    { name: 'security-off', path: '/my/security/#two-step-off', kind: shell, who: 'factor', ready: '#code' },
    { name: 'security-codes', path: '/my/security/#recovery-codes', kind: shell, who: 'factor', ready: '.codes', act: (page) => prove(page, 'Continue') },
    { name: 'company', path: '/my/company/', kind: shell, who: 'buyer', ready: '[data-invitations]' },
    { name: 'company-zh', path: '/my/company/?lang=zh-CN', kind: shell, who: 'buyer', ready: '[data-invitations]' },
    { name: 'company-viewer', path: '/my/company/', kind: shell, who: 'viewer', ready: 'table' },
    { name: 'company-details', path: '/my/company/#details', kind: shell, who: 'buyer', ready: '#tax_number' },
    { name: 'company-invite', path: '/my/company/#invite', kind: shell, who: 'buyer', ready: '#email' },
    { name: 'company-invite-faults', path: '/my/company/#invite', kind: shell, who: 'buyer', act: (page) => submit(page, 'Send the invitation'), ready: '.error-summary' },
    { name: 'company-role', path: '/my/company/', kind: shell, who: 'buyer', ready: 'fieldset', act: (page) => page.getByRole('link', { name: /^Change role/ }).last().click() },
    { name: 'company-remove', path: '/my/company/', kind: shell, who: 'buyer', ready: '.btn--danger', act: (page) => page.getByRole('link', { name: /^Remove/ }).last().click() },
    { name: 'company-leave', path: '/my/company/#leave', kind: shell, who: 'viewer', ready: '#company' },
    { name: 'company-leave-alone', path: '/my/company/#leave', kind: shell, who: 'stranger', ready: '.page-head' },
    { name: 'keys-empty', path: '/my/keys/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'keys', path: '/my/keys/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'keys-zh', path: '/my/keys/?lang=zh-CN#new', kind: shell, who: 'buyer', ready: '#scopes' },
    { name: 'keys-new', path: '/my/keys/#new', kind: shell, who: 'buyer', act: (page) => submit(page, 'Make the key'), ready: '.error-summary' },
    { name: 'keys-made', path: '/my/keys/#new', kind: shell, who: 'factor', ready: '[data-secret]',
      act: async (page) => {
        await page.fill('#name', 'Order report');
        await page.getByLabel('orders:read').check();
        await submit(page, 'Make the key');
      } },
    { name: 'keys-revoke', path: '/my/keys/', kind: shell, who: 'buyer', ready: '.btn--danger', act: (page) => page.getByRole('link', { name: /^Revoke/ }).first().click() },
    { name: 'webhooks-empty', path: '/my/webhooks/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'webhooks-viewer', path: '/my/webhooks/', kind: shell, who: 'viewer', ready: '.empty' },
    { name: 'webhooks', path: '/my/webhooks/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'webhooks-zh', path: '/my/webhooks/?lang=zh-CN#new', kind: shell, who: 'buyer', ready: '#kinds' },
    { name: 'webhooks-new', path: '/my/webhooks/#new', kind: shell, who: 'buyer', act: (page) => submit(page, 'Make the webhook'), ready: '.error-summary' },
    { name: 'webhooks-made', path: '/my/webhooks/#new', kind: shell, who: 'factor', ready: '[data-secret]',
      act: async (page) => {
        await page.fill('#url', 'https://hooks.example/souk');
        await page.getByLabel('order.paid').check();
        await submit(page, 'Make the webhook');
      } },
    { name: 'webhook', path: `/my/webhooks/${state.webhook?.id}`, kind: shell, who: 'buyer', ready: 'table' },
    { name: 'webhook-zh', path: `/my/webhooks/${state.webhook?.id}?lang=zh-CN`, kind: shell, who: 'buyer', ready: 'table' },
    { name: 'webhook-message', path: `/my/webhooks/${state.webhook?.id}#${state.webhook?.message}`, kind: shell, who: 'buyer', ready: 'pre' },
    { name: 'webhook-edit', path: `/my/webhooks/${state.webhook?.id}#edit`, kind: shell, who: 'buyer', ready: '#kinds' },
    { name: 'webhook-rotate', path: `/my/webhooks/${state.webhook?.id}#rotate`, kind: shell, who: 'buyer', ready: 'form .btn--primary' },
    { name: 'webhook-delete', path: `/my/webhooks/${state.webhook?.id}#delete`, kind: shell, who: 'buyer', ready: '.btn--danger' },
    { name: 'webhook-replayed', path: `/my/webhooks/${state.webhook?.id}#${state.webhook?.message}`, kind: shell, who: 'buyer', ready: '.notice--good',
      act: (page) => page.getByRole('button', { name: 'Send again' }).click() },
    { name: 'webhook-paused', path: `/my/webhooks/${state.webhook?.paused}`, kind: shell, who: 'buyer', ready: '.notice--good',
      act: (page) => page.getByRole('button', { name: 'Pause' }).click() },
    { name: 'webhook-rotated', path: `/my/webhooks/${state.webhook?.rotated}#rotate`, kind: shell, who: 'buyer', ready: '[data-secret]',
      act: (page) => submit(page, 'Make a new secret') },
    { name: 'webhook-missing', path: '/my/webhooks/whk_01h455vb4pex5vsknk084sn02q', kind: shell, status: 'any', who: 'buyer', ready: '.empty' },
    { name: 'join-bad', path: '/join/#nonsense', kind: shell, status: 'any', ready: '.outcome' },
    { name: 'join', path: `/join/#${state.invited?.fresh}`, kind: shell, ready: '#password' },
    { name: 'join-faults', path: `/join/#${state.invited?.fresh}`, kind: shell, act: (page) => submit(page, /^Join/), ready: '.error-summary' },
    { name: 'join-known', path: `/join/#${state.invited?.stranger}`, kind: shell, ready: 'a.btn--primary' },
    { name: 'join-move', path: `/join/#${state.invited?.stranger}`, kind: shell, who: 'stranger', ready: '.btn--primary' },
    { name: 'offer-signed-out', path: `/o/#${offer.token}`, kind: shell, ready: '.teaser' },
    { name: 'offer-wrong-account', path: `/o/#${offer.token}`, kind: shell, who: 'stranger', ready: '.accounts' },
    { name: 'offer-role', path: `/o/#${offer.token}`, kind: shell, who: 'viewer', ready: 'aside .notice--warn' },
    { name: 'offer-confirm', path: `/o/${offer.id}`, kind: shell, who: 'buyer', ready: '.sums__total' },
    { name: 'offer-confirm-zh', path: `/o/${offer.id}?lang=zh-CN`, kind: shell, who: 'buyer', ready: '.sums__total' },
    { name: 'offer-confirm-faults', path: `/o/${offer.id}`, kind: shell, who: 'buyer', act: (page) => submit(page, /^Accept and order/), ready: '.error-summary' },
    { name: 'offer-unknown', path: '/o/#nonsense', kind: shell, status: 'any', ready: '.outcome' },
    { name: 'offers', path: '/my/offers/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'offers-empty', path: '/my/offers/?tab=used', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'offer-details', path: `/my/offers/${offer.id}`, kind: shell, who: 'buyer', ready: '#h-valid' },
    { name: 'offer-details-zh', path: `/my/offers/${offer.id}?lang=zh-CN`, kind: shell, who: 'buyer', ready: '#h-valid' },
    { name: 'offer-decline', path: `/my/offers/${offer.id}`, kind: shell, who: 'buyer', ready: 'dialog[open]', view: true, act: (page) => submit(page, 'Decline the offer') },
    { name: 'offer-missing', path: '/my/offers/off_01h455vb4pex5vsknk084sn02q', kind: shell, who: 'buyer', status: 'any', ready: '.empty' },
    { name: 'product-offer', path: '/p/halo-frames?plan=solo&mode=monthly&quantity=10&periods=12&cap.walls=2', who: 'buyer', ready: '[data-offer] .notice' },
    { name: 'requests-empty', path: '/my/requests/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'requests', path: '/my/requests/', kind: shell, who: 'buyer', ready: 'table' },
    { name: 'request-new', path: '/my/requests/?product=lumen-gallery', kind: shell, who: 'buyer', ready: '#message' },
    { name: 'request-faults', path: '/my/requests/?product=lumen-gallery', kind: shell, who: 'buyer', act: (page) => submit(page, 'Send the request'), ready: '.error-summary' },
    { name: 'request', path: `/my/requests/${offer.request}`, kind: shell, who: 'buyer', ready: '.rounds' },
    { name: 'request-zh', path: `/my/requests/${offer.request}?lang=zh-CN`, kind: shell, who: 'buyer', ready: '.rounds' },
    { name: 'seller-requests', path: '/seller/requests/', kind: shell, who: 'seller', ready: 'table' },
    { name: 'seller-request', path: `/seller/requests/${offer.request}`, kind: shell, who: 'seller', ready: '#quantity',
      act: (page) => submit(page, 'Ask for other values') },
    { name: 'notifications', path: '/my/notifications/', kind: shell, who: 'buyer', ready: '.notes' },
    { name: 'notifications-empty', path: '/my/notifications/', kind: shell, who: 'stranger', ready: '.empty' },
    { name: 'order-missing', path: '/my/orders/ord_01h455vb4pex5vsknk084sn02q', kind: shell, who: 'buyer', status: 'any', ready: '.empty' },
  ];
}

const submit = (page, name) => page.locator('main').getByRole('button', { name }).click();

async function prove(page, name) {
  await page.fill('#password', password);
  await submit(page, name);
}

/** What is seen while the responders are away. */
const awayPages = [
  { name: 'away-home', path: '/', status: 503 },
  { name: 'away-shell', path: '/my/orders/', kind: 'console', status: 'any', ready: '[data-failed]' },
];

/** The people and orders that the pages show. */
async function prepare(world) {
  const choice = { product: 'lumen-gallery', plan: 'team', billing_mode: 'monthly', quantity: 1, periods: 12, capacities: { users: 8 } };
  const buyer = await Buyer.ready(world);
  const stranger = await Buyer.ready(world);
  const unverified = new Buyer(world);
  await unverified.signUp();
  await unverified.signIn();
  const active = await buyer.placeOrder(choice);
  await buyer.payWith('success', active);
  const declined = await buyer.placeOrder({ ...choice, product: 'postmaster-pro', plan: 'team', capacities: {} });
  const { payment } = await buyer.payWith('decline', declined);
  await until(async () => (await buyer.refresh(payment)).json.state === 'FAILED', 'the payment failed');
  const cancelled = await buyer.placeOrder(choice);
  await buyer.client.post(`/api/checkout/orders/${cancelled.id}/cancellations`, {});
  const unpaid = await buyer.placeOrder({ ...choice, product: 'letterbox', plan: 'single', billing_mode: 'one_time', periods: 1, capacities: {} });
  await addDemoImages(world);
  await addDemoServices(world);
  const image = await buyer.quote({ product: 'deepwell-server', plan: 'standard', capacities: {} });
  const { id } = (await buyer.order({ quote: image.quote, documents: await buyer.documents('deepwell-server'), server: serverOf(await makeVpc(buyer)) })).json;
  const { bill, services: [early] } = await buyer.orderIn(active, 'ACTIVE');
  await buyer.billFiles(bill);
  const short = await buyer.placeOrder({ ...choice, periods: 1 });
  await buyer.payWith('success', short);
  const { services: [ending] } = await buyer.orderIn(short, 'ACTIVE');
  await buyer.client.post(`/api/checkout/orders/${short.id}/refunds`, { kind: 'request', amount: 1000, reason: 'The import stops at large files.' },
    { headers: { 'Idempotency-Key': randomUUID() } });
  await world.sql(world.site, "UPDATE refunds SET state = 'REFUSED', answer = 'Large files are in the Team plan.', answered_at = UTC_TIMESTAMP(6)");
  await world.sql(world.site, `UPDATE services SET anchor_day = anchor_day - 25, term_ends_at = term_ends_at - INTERVAL 25 DAY
    WHERE term_periods = 1 AND anchor_day IS NOT NULL`);
  const factor = await Buyer.ready(world);
  const { secret } = (await factor.client.post('/api/storefront/totp', { password })).json;
  await factor.client.post('/api/storefront/totp/confirmations', { code: totp(secret) });
  const support = new Buyer(world, world.site, 'support@staff.example');
  await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', support.email, '--role', 'support', '--verified'], { input: `${password}\n` });
  await support.signIn();
  const viewer = new Buyer(world, world.site, 'viewer@staff.example');
  await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', viewer.email, '--role', 'viewer', '--verified',
    '--company', (await buyer.signIn()).company.id], { input: `${password}\n` });
  await viewer.signIn();
  await world.ctl(world.site, 'credit', 'set', (await buyer.signIn()).company.id, '--general', '5000', '--postpaid', 'yes');
  await buyer.client.post('/api/storefront/api-keys', { name: 'Nightly order report', scopes: ['orders:read', 'catalogue:read'] });
  const hooks = '/api/billing/webhooks';
  const hook = async (about) => expectStatus(await buyer.client.post(hooks, { url: 'https://hooks.example/souk', about, kinds: ['order.paid', 'bill.issued', 'bill.paid'] }), 201).json.webhook;
  const webhook = await hook('Accounting');
  // Pages are looked at beside each other: what changes one has its own.
  for (const what of ['paused', 'rotated']) webhook[what] = (await hook(what)).id;
  webhook.message = expectStatus(await buyer.client.post(`${hooks}/${webhook.id}/tests`, {}), 201).json.id;
  await until(async () => (await buyer.client.get(`/api/billing/webhook-messages/${webhook.message}`)).json.attempts.length, 'a webhook is tried');
  const invited = { fresh: await invite(world, buyer, 'colleague@new.example'), stranger: await invite(world, buyer, stranger.email) };
  const { id: card } = await putOnFile(buyer, 'success');
  expectStatus(await buyer.client.post(`/api/checkout/cards/${card}/refreshes`, {}), 200);
  const { seller, desk } = await halo(world, 'photo-galleries');
  const offer = await desk.sent(buyer.email, { documents: [{ title: 'Service levels', text: 'Ninety-nine percent.' }] });
  const { id: request } = expectStatus(await buyer.client.post('/api/offers/offer-requests', wish, { headers: { 'Idempotency-Key': randomUUID() } }), 201).json;
  return { people: { buyer, stranger, unverified, factor, support, viewer, seller }, invited, webhook, offer: { id: offer.id, token: tokenOf(offer), request }, bill: bill.id, card,
    service: { early: early.id, ending: ending.id },
    order: { short: short.id, active: active.id, declined: declined.id, cancelled: cancelled.id, unpaid: unpaid.id, image: id } };
}

/** The token of a new invitation. */
async function invite(world, owner, email) {
  const at = world.mail.messages.length;
  await owner.client.post('/api/storefront/invitations', { email, role: 'purchaser' });
  return mailToken(await world.mail.next(email, (text) => text.includes('/join/#'), at), 'join');
}

async function picture(page, { name, view }, width) {
  if (!shots) return;
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await shoot(page, `${name}-${width}-${colorScheme}`, { fullPage: !view });
  }
}

/** Looks at one page in all its shapes: { found, faults }. */
async function visit(seat, origin, state, it) {
  const { profile, page } = await seat.taken({ viewport: { width: 390, height: 844 }, who: it.who && state.people[it.who] });
  if (it.status) profile.allowed.push(/status of [45]\d\d/);
  const load = meter(page);
  try {
    const response = await page.goto(origin + it.path);
    const faults = [];
    if (response.status() !== (it.status > 0 ? it.status : 200)) faults.push(`status ${response.status()}`);
    const raw = await response.text();
    await page.locator('h1:visible').first().waitFor();
    if (it.ready && !it.act) await page.locator(it.ready).first().waitFor();
    await load.quiet();
    const weight = await weightFaults(page, load.loaded, it.kind ?? 'public');
    faults.push(...weight.faults, ...await htmlFaults(raw, `${it.name} as sent`));
    if (it.act) {
      await it.act(page);
      await page.locator(it.ready).first().waitFor();
      await load.quiet();
    }
    faults.push(...await htmlFaults(await page.content(), `${it.name} as shown`), ...await keyFaults(page, it.name));
    faults.push(...await overflowFaults(page, '390 px'));
    await picture(page, it, 390);
    await page.setViewportSize({ width: 1280, height: 800 });
    faults.push(...await overflowFaults(page, '1280 px'), ...await axeFaults(page, '1280 px'));
    await picture(page, it, 1280);
    await page.emulateMedia({ colorScheme: 'dark' });
    faults.push(...await axeFaults(page, 'dark', { only: COLOURS }));
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 640 });
    faults.push(...await overflowFaults(page, '320 px'), ...await axeFaults(page, '320 px', { except: COLOURS }));
    faults.push(...await keyboard.tour(page));
    return { name: it.name, found: weight.found, faults: [...faults, ...profile.faults] };
  } finally {
    load.stop();
  }
}

/** Runs jobs, one at a time on each seat; each gives its promise at once. */
function pool(jobs, seats) {
  const results = jobs.map(() => Promise.withResolvers?.() ?? withResolvers());
  let next = 0;
  const work = async (seat) => {
    while (next < jobs.length) {
      const i = next++;
      await jobs[i](seat).then(results[i].resolve, results[i].reject);
    }
  };
  for (const seat of seats) void work(seat);
  return results.map(({ promise }) => {
    promise.catch(() => {});
    return promise;
  });
}

function withResolvers() {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
}

/**
 * kind: 'public' or 'console' pages; the first also while responders are
 * away.  pages(state) and make(world) bring other pages and their state.
 */
export function audit(title, kind, least, { pages = pagesOf, make = prepare } = {}) {
  const data = path.join(top, 'sql/demo/catalogue.json');
  // SOUK_PAGES=home,product looks at these alone.
  const wanted = process.env.SOUK_PAGES?.split(',');
  const ofKind = (it) => (it.kind ?? 'public') === kind && (!wanted || wanted.includes(it.name));
  browse(title, { ...setup(), apart: true, brief: true, installed: true, data }, (step) => {
    let seen, seats;
    const stats = [];

    step('there is something to see', async (browser, world) => {
      const state = await make(world);
      const jobs = pages(state).filter(ofKind)
        .map((it) => [it.name, (seat) => visit(seat, world.site.url, state, it)]);
      seats = await Promise.all(Array.from({ length: AT_ONCE }, () => Seat.set(browser)));
      const promises = pool(jobs.map(([, job]) => job), seats);
      seen = new Map(jobs.map(([name], i) => [name, promises[i]]));
    });

    for (const { name } of pages({ order: {} }).filter(ofKind)) {
      step(name, async (browser, world, t) => {
        const { found, faults } = await seen.get(name);
        stats.push({ name, ...found });
        t.diagnostic(`${name}: ${(found.script / 1024).toFixed(1)} KiB of script, ${(found.style / 1024).toFixed(1)} of style, `
          + `${found.requests} requests, shift ${found.cls.toFixed(3)}`);
        assert.deepEqual(faults, []);
      });
    }

    for (const it of kind === 'public' ? awayPages : []) {
      step(it.name, async (browser, world) => {
        await Promise.allSettled(seen.values());
        await world.procs.storefront.stop();
        const { faults } = await visit(seats[0], world.site.url, {}, it);
        assert.deepEqual(faults, []);
      });
    }

    if (!wanted) step('all of them were seen', () => assert.ok(stats.length >= least, `${stats.length} of ${least}`));
  });
}
