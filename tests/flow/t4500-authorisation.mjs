// The authorisation matrix, generated from the route rows: every route, every
// kind of caller with a session or an API key, own and foreign ids (G12, X7,
// X9).  A route that nobody wrote a call for here fails the story.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { listing } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus, password, putOnFile } from '../lib/shop.mjs';
import { build, run } from '../lib/world.mjs';

const routes = ['storefront', 'checkout', 'offers', 'billing'].flatMap((responder) =>
  execFileSync(path.join(build, `src/${responder}/souk-${responder}`), ['--routes'], { encoding: 'utf8' })
    .trim().split('\n').map((line) => JSON.parse(line)));
const absent = '01h455vb4pex5vsknk084sn02q';

// --- how each route is called -------------------------------------------
//
// A row: body (or a function that makes one), query, id, headers of the call.  kind: the id is that of a thing
// of company A's (see `things`), prefix its TypeID's; in: where it goes when
// not into the path; changes: each right call needs a new one; own: it is the
// owner's own, colleagues have no right to it.  status: what a right caller
// gets, when not the row's own (a body that is refused shows that the caller
// was not).  as: who gets something else.  staff: operators are users, too.
/** Whose handovers are whose, t3630 tells. */
const noUpload = 'upl_01h455vb4pex5vsknk084sn02q';
const noChange = 'chg_01h455vb4pex5vsknk084sn02q';
const noHandover = 'hdo_01h455vb4pex5vsknk084sn02q';
const noOffer = 'off_01h455vb4pex5vsknk084sn02q';
const calls = {
  'GET /api/storefront/healthz': {}, 'GET /api/storefront/readyz': {}, 'GET /api/storefront/metrics': {},
  'GET /api/offers/healthz': {}, 'GET /api/offers/readyz': {}, 'GET /api/offers/metrics': {},
  'GET /api/billing/healthz': {}, 'GET /api/billing/readyz': {}, 'GET /api/billing/metrics': {},
  'GET /api/checkout/healthz': {}, 'GET /api/checkout/readyz': {}, 'GET /api/checkout/metrics': {},
  'GET /api/storefront/site': {}, 'GET /api/storefront/categories': {}, 'GET /api/storefront/products': {},
  'GET /api/storefront/suggestions': {},
  'GET /api/storefront/comparisons': { status: 422 },
  'GET /api/storefront/products/{slug}': { id: 'lumen-gallery' },
  'GET /api/storefront/session': {},
  'POST /api/storefront/session': { body: () => ({ email: `${randomUUID()}@buyer.example`, password: 'wrong wrong wrong' }), status: 401 },
  'DELETE /api/storefront/session': { last: true },
  'POST /api/storefront/users': { body: {}, status: 422 },
  'POST /api/storefront/verification-mails': { body: { email: 'no address' }, status: 422 },
  'POST /api/storefront/email-verifications': { body: { token: 'none' }, status: 410 },
  'POST /api/storefront/password-resets': { body: { email: 'no address' }, status: 422 },
  'POST /api/storefront/password-changes': { body: { token: 'none', password }, status: 410 },
  'GET /api/storefront/account': { staff: true },
  'PATCH /api/storefront/account': { staff: true, body: { locale: 'en' } },
  'POST /api/storefront/account/email-changes': { staff: true, body: { email: 'new@buyer.example', password: 'wrong' }, status: 422 },
  'POST /api/storefront/account/mobile-codes': { staff: true, body: { mobile: 'none' }, status: 422 },
  'POST /api/storefront/account/mobile-verifications': { staff: true, body: { code: '000000' }, status: 422 },
  'DELETE /api/storefront/account/mobile': { staff: true },
  'POST /api/storefront/account/passwords': { staff: true, body: { password: 'wrong', new_password: 'a quite long pass phrase' }, status: 422 },
  'GET /api/storefront/account/export': { staff: true },
  'POST /api/storefront/account/erasures': { staff: true, body: { password: 'wrong' }, status: 422 },
  'GET /api/storefront/sessions': { staff: true },
  'DELETE /api/storefront/sessions/{session}': { staff: true, kind: 'session', prefix: 'ses', own: true, changes: true },
  'DELETE /api/storefront/sessions': { staff: true },
  'POST /api/storefront/totp': { staff: true, body: { password: 'wrong' }, status: 422 },
  'POST /api/storefront/totp/confirmations': { staff: true, body: { code: '000000' }, status: 409 },
  'POST /api/storefront/totp/removals': { staff: true, body: { password: 'wrong', code: '000000' }, status: 422 },
  'POST /api/storefront/totp/recovery-codes': { staff: true, body: { password: 'wrong' }, status: 422 },
  'GET /api/storefront/company': {},
  'PATCH /api/storefront/company': { body: { name: 'Another name' }, headers: { 'If-Match': '"999999"' }, status: 412 },
  'POST /api/storefront/company/departures': { body: {}, status: 422 },
  'GET /api/storefront/company/users': {},
  'PATCH /api/storefront/company/users/{user}': { kind: 'member', prefix: 'usr', body: { role: 'finance' }, changes: true },
  'DELETE /api/storefront/company/users/{user}': { kind: 'member', prefix: 'usr', changes: true },
  'GET /api/storefront/invitations': {},
  'POST /api/storefront/invitations': { body: { email: 'no address', role: 'viewer' }, status: 422 },
  'POST /api/storefront/invitations/{invitation}/mails': { kind: 'invitation', prefix: 'inv', body: {} },
  'DELETE /api/storefront/invitations/{invitation}': { kind: 'invitation', prefix: 'inv', changes: true },
  'POST /api/storefront/invitation-views': { body: { token: 'none' }, status: 410 },
  'POST /api/storefront/invitation-acceptances': { body: { token: 'none' }, status: 410 },
  'GET /api/storefront/api-keys': {},
  'POST /api/storefront/api-keys': { body: { name: 'none', scopes: ['none'] }, status: 422 },
  'DELETE /api/storefront/api-keys/{key}': { kind: 'key', prefix: 'key', own: true, changes: true },
  'GET /api/storefront/seller': { staff: true, as: { unverified: 404, support: 404, admin: 404 } },
  'PATCH /api/storefront/seller': { body: {}, headers: { 'If-Match': '"999999"' }, status: 412 },
  'GET /api/storefront/seller-terms': { staff: true },
  'POST /api/storefront/seller-applications': { body: {}, status: 422 },
  'POST /api/storefront/seller/payouts': { body: {}, status: 422 },
  'POST /api/storefront/media': { body: {}, status: 415 },
  'GET /api/storefront/listings': {},
  'POST /api/storefront/listings': { body: {}, status: 422 },
  'GET /api/storefront/listings/{product}': { kind: 'listing', prefix: 'prd' },
  'PATCH /api/storefront/listings/{product}': { kind: 'listing', prefix: 'prd', body: { slug: 'lumen-gallery', delivery: 'saas' }, status: 409 },
  'PUT /api/storefront/listings/{product}': { kind: 'listing', prefix: 'prd', body: listing(), headers: { 'If-Match': '"999999"' }, status: 412 },
  'DELETE /api/storefront/listings/{product}/draft': { kind: 'listing', prefix: 'prd', headers: { 'If-Match': '"999999"' }, status: 412 },
  'POST /api/storefront/listings/{product}/submissions': { kind: 'listing', prefix: 'prd', body: {}, status: 422 },
  'POST /api/storefront/listings/{product}/withdrawals': { kind: 'listing', prefix: 'prd', body: {}, status: 409 },
  'POST /api/storefront/listings/{product}/hidings': { kind: 'listing', prefix: 'prd', body: {}, status: 409 },
  'POST /api/storefront/listings/{product}/showings': { kind: 'listing', prefix: 'prd', body: {}, status: 409 },
  'GET /api/storefront/listings/{product}/licence-keys': { kind: 'listing', prefix: 'prd' },
  'POST /api/storefront/listings/{product}/licence-keys': { kind: 'listing', prefix: 'prd', body: { plan: 'starter', keys: ['A-1'] }, status: 409 },
  'POST /api/storefront/listings/{product}/licence-key-removals': { kind: 'listing', prefix: 'prd', body: { plan: 'starter' }, status: 409 },
  'GET /api/storefront/listings/{product}/endpoint': { kind: 'listing', prefix: 'prd' },
  'PUT /api/storefront/listings/{product}/endpoint': { kind: 'listing', prefix: 'prd', body: { url: 'https://saas.example/souk', key: 'a-key-of-sixteen-or-more', contact: false }, headers: { 'If-Match': '"999999"' }, status: 412 },
  'DELETE /api/storefront/listings/{product}/endpoint': { kind: 'listing', prefix: 'prd', headers: { 'If-Match': '"999999"' }, status: 412 },
  'POST /api/storefront/listings/{product}/endpoint-retries': { kind: 'listing', prefix: 'prd', body: {} },
  'POST /api/storefront/listings/{product}/endpoint-tests': { kind: 'listing', prefix: 'prd', body: { activity: 'create' }, status: 409 },
  'GET /api/storefront/listings/{product}/revisions': { kind: 'listing', prefix: 'prd' },
  'GET /api/storefront/listings/{product}/revisions/{revision}': { kind: 'listing', prefix: 'prd', second: '1', status: 404 },
  'GET /api/storefront/favourites': { staff: true },
  'GET /api/storefront/favourite-marks': { staff: true },
  'PUT /api/storefront/favourites/{product}': { id: 'lumen-gallery', staff: true },
  'PATCH /api/storefront/favourites/{product}': { id: 'lumen-gallery', body: { note: 'For the photos.' }, staff: true },
  'DELETE /api/storefront/favourites/{product}': { id: 'lumen-gallery', staff: true },
  'GET /api/storefront/listings/{product}/preview': { kind: 'listing', prefix: 'prd' },
  'GET /api/storefront/reviews/{product}/preview': { kind: 'listing', prefix: 'prd' },
  'GET /api/storefront/reviews': {},
  'GET /api/storefront/reviews/{product}': { kind: 'listing', prefix: 'prd' },
  'POST /api/storefront/reviews/{product}/approvals': { kind: 'listing', prefix: 'prd', body: { row_version: 1 }, status: 422 },
  'POST /api/storefront/reviews/{product}/requests': { kind: 'listing', prefix: 'prd', body: { row_version: 1, note: 'Say more.' }, status: 409 },
  'POST /api/storefront/products/{product}/restrictions': { kind: 'listing', prefix: 'prd', body: { reason: 'None.' }, status: 409 },
  'GET /api/storefront/seller-applications': {},
  'POST /api/storefront/seller-applications/{seller}/approvals': { kind: 'seller', prefix: 'sel', body: {} },
  'POST /api/storefront/seller-applications/{seller}/suspensions': { kind: 'seller', prefix: 'sel', body: {}, status: 422 },
  'GET /api/storefront/pins': {},
  'PUT /api/storefront/pins': { body: { products: ['no-such-product'] }, status: 422 },
  'GET /api/storefront/categories/{category}': { id: 'photos' },
  'POST /api/storefront/categories': { body: {}, status: 422 },
  'PATCH /api/storefront/categories/{category}': { id: 'photos', body: {}, status: 422 },
  'DELETE /api/storefront/categories/{category}': { id: 'photos', status: 409 },
  'GET /': {}, 'GET /search': { query: 'q=mail' }, 'GET /c/{category}': { id: 'photos' }, 'GET /p/{product}': { id: 'lumen-gallery' },
  'GET /s/{seller}': { id: 'atelier' }, 'GET /legal/{kind}': { id: 'terms' }, 'GET /compare': { query: 'products=lumen-gallery,quill-mail' }, 'GET /sitemap.xml': {}, 'GET /robots.txt': {},
  'POST /api/checkout/quotes': { body: { product: 'lumen-gallery', plan: 'basic', billing_mode: 'monthly' } },
  'GET /api/checkout/regions': {},
  'GET /api/checkout/flavours': { query: 'product=lumen-gallery' },
  'GET /api/checkout/vpcs': {},
  'POST /api/checkout/vpcs': { body: { region: 'fra-1', name: 'none', cidr: 'none', subnet_name: 'none', subnet_cidr: 'none' }, status: 422 },
  'POST /api/checkout/vpcs/{vpc}/subnets': { kind: 'vpc', prefix: 'vpc', body: { name: 'none', cidr: 'none' }, status: 422 },
  'GET /api/checkout/documents': { query: 'product=lumen-gallery' },
  'POST /api/checkout/orders': { quote: true, key: true },
  'GET /api/checkout/orders': {},
  'GET /api/checkout/orders/{order}': { kind: 'order', prefix: 'ord' },
  'POST /api/checkout/orders/{order}/cancellations': { kind: 'order', prefix: 'ord', body: {}, changes: true },
  'GET /api/checkout/payment-methods': { kind: 'order', prefix: 'ord', in: 'query' },
  'POST /api/checkout/settlements': { kind: 'order', prefix: 'ord', in: 'body', method: 'bank_transfer', key: true, changes: true },
  'POST /api/checkout/payments': { kind: 'order', prefix: 'ord', in: 'body', key: true, changes: true },
  'POST /api/checkout/payments/{payment}/refreshes': { kind: 'payment', prefix: 'pay', body: {} },
  'GET /api/checkout/cards': {},
  'POST /api/checkout/cards': { key: true, body: {} },
  'POST /api/checkout/cards/{card}/refreshes': { kind: 'card', prefix: 'crd', body: {} },
  'DELETE /api/checkout/cards/{card}': { kind: 'card', prefix: 'crd', changes: true },
  'GET /api/checkout/orders/{order}/refunds': { kind: 'order', prefix: 'ord' },
  'POST /api/checkout/orders/{order}/refunds': { kind: 'order', prefix: 'ord', key: true, body: { kind: 'cooling_off' }, status: 409 },
  'POST /api/checkout/refunds/{refund}/escalations': { kind: 'refund', prefix: 'rfd', body: { reason: 'Please.' }, status: 409 },
  'GET /api/checkout/refund-requests': {}, 'GET /api/checkout/refund-reviews': {},
  'POST /api/checkout/refunds/{refund}/approvals': { kind: 'refund', prefix: 'rfd', body: { row_version: 1 }, status: 404 },
  'POST /api/checkout/refunds/{refund}/refusals': { kind: 'refund', prefix: 'rfd', body: { row_version: 1, reason: 'No.' }, status: 404 },
  'POST /api/checkout/refunds/{refund}/rulings': { kind: 'refund', prefix: 'rfd', body: { row_version: 1, approve: false, reason: 'No.' }, status: 409 },
  'POST /api/checkout/refunds/{refund}/transfers': { kind: 'refund', prefix: 'rfd', body: {}, status: 409 },
  'GET /api/checkout/services': {},
  'GET /api/checkout/services/{service}': { kind: 'service', prefix: 'srv' },
  'POST /api/checkout/services/{service}/revelations': { kind: 'service', prefix: 'srv', body: {} },
  'POST /api/offers/openings': { body: { token: 'none' }, status: 404 },
  'GET /api/offers/exclusive-offers': {},
  'GET /api/offers/exclusive-offers/{offer}': { id: noOffer, status: 404 },
  'GET /api/offers/exclusive-offers/{offer}/calendar': { id: noOffer, status: 404 },
  'POST /api/offers/exclusive-offers/{offer}/declines': { id: noOffer, body: { reason: 'No.' }, status: 404 },
  'POST /api/offers/exclusive-offers/{offer}/extension-requests': { id: noOffer, body: { message: '' }, status: 404 },
  'POST /api/offers/redemptions': { key: true, body: {}, status: 422 },
  'GET /api/offers/offers': {}, 'GET /api/offers/offer-templates': {},
  'POST /api/offers/offers': { key: true, body: {} },
  'GET /api/offers/offers/{offer}': { kind: 'offer', prefix: 'off' },
  'DELETE /api/offers/offers/{offer}': { kind: 'offer', prefix: 'off', changes: true },
  'PUT /api/offers/offers/{offer}/draft': { kind: 'offer', prefix: 'off', body: {}, headers: { 'If-Match': '"999999"' }, status: 412 },
  'DELETE /api/offers/offers/{offer}/draft': { kind: 'offer', prefix: 'off', headers: { 'If-Match': '"999999"' }, status: 412 },
  'GET /api/offers/offers/{offer}/eligibility': { kind: 'offer', prefix: 'off' },
  'POST /api/offers/offers/{offer}/sendings': { kind: 'offer', prefix: 'off', key: true, body: { row_version: 1 }, status: 422 },
  'POST /api/offers/offers/{offer}/withdrawals': { kind: 'offer', prefix: 'off', body: { row_version: 1, reason: 'No.' }, status: 409 },
  'POST /api/offers/offers/{offer}/extensions': { kind: 'offer', prefix: 'off', body: { row_version: 1, accept_by: 'soon' }, status: 422 },
  'POST /api/offers/offers/{offer}/resendings': { kind: 'offer', prefix: 'off', body: { channel: 'mail' }, status: 409 },
  'POST /api/offers/customer-lookups': { body: { kind: 'name', value: 'Bo' }, status: 422 },
  'POST /api/offers/offer-templates': { body: {}, status: 422 },
  'DELETE /api/offers/offer-templates/{template}': { id: 'oft_01h455vb4pex5vsknk084sn02q', status: 404 },
  'GET /api/offers/offer-requests': {},
  'POST /api/offers/offer-requests': { key: true, body: {}, status: 422 },
  'GET /api/offers/offer-requests/{request}': { kind: 'request', prefix: 'ofr' },
  // It is the other side's turn; the company's other roles only read.
  'POST /api/offers/offer-requests/{request}/counters': { kind: 'request', prefix: 'ofr', key: true,
    body: { plan: 'single', billing_mode: 'one_time', quantity: 2 }, status: 409, as: { viewer: 403, finance: 403, seller: 403 } },
  'POST /api/offers/offer-requests/{request}/declines': { kind: 'request', prefix: 'ofr', changes: true, body: { reason: 'No.' },
    as: { viewer: 403, finance: 403, seller: 403 } },
  'GET /api/offers/notifications': { staff: true }, 'GET /api/offers/notification-counts': { staff: true },
  'POST /api/offers/notification-reads': { staff: true, body: { all: true } },
  'GET /api/offers/sms-reports/{message}': { id: 'msg_01h455vb4pex5vsknk084sn02q', status: 401 },
  'GET /api/billing/waiting': {}, 'GET /api/billing/waiting-buyers': {},
  'GET /api/billing/handovers': {}, 'GET /api/billing/disputes': {},
  'GET /api/billing/handovers/{handover}': { id: noHandover, status: 404, staff: true },
  'POST /api/billing/handovers/{handover}/deliveries': { id: noHandover, body: { row_version: 1, note: 'Done.' }, status: 404 },
  'POST /api/billing/handovers/{handover}/acceptances': { id: noHandover, key: true, body: { row_version: 1 }, status: 404 },
  'POST /api/billing/handovers/{handover}/rejections': { id: noHandover, body: { row_version: 1, reason: 'No.' }, status: 404 },
  'POST /api/billing/handovers/{handover}/disputes': { id: noHandover, body: { row_version: 1, reason: 'No answer.' }, status: 404 },
  'POST /api/billing/handovers/{handover}/rulings': { id: noHandover, body: { row_version: 1, ruling: 'accept', reason: 'Yes.' }, status: 404 },
  'POST /api/billing/uploads': { body: { handover: noHandover, name: 'a.txt', bytes: 1, hash: '0'.repeat(64) }, status: 404 },
  'GET /api/billing/uploads/{upload}': { id: noUpload, status: 404 },
  'PUT /api/billing/uploads/{upload}': { id: noUpload, query: 'from=0', body: {}, status: 415 },
  'GET /api/billing/milestones': { query: 'order=ord_01h455vb4pex5vsknk084sn02q', status: 404, staff: true },
  'PUT /api/billing/milestones/{order}/references': { id: 'ord_01h455vb4pex5vsknk084sn02q', body: { stage: 1 }, status: 404 },
  'POST /api/billing/plan-changes': { key: true, body: { order: 'ord_01h455vb4pex5vsknk084sn02q', kind: 'stop', reason: 'Enough.' }, status: 404 },
  'POST /api/billing/plan-changes/{change}/confirmations': { id: noChange, key: true, body: { digest: '0'.repeat(64) }, status: 404 },
  'POST /api/billing/plan-changes/{change}/declines': { id: noChange, body: { reason: 'No.' }, status: 404 },
  'POST /api/billing/plan-changes/{change}/withdrawals': { id: noChange, body: {}, status: 404 },
  'POST /api/billing/handovers/{handover}/recalls': { id: noHandover, body: { row_version: 1 }, status: 404 },
  'POST /api/billing/evidence': { body: {}, status: 415 },
  'GET /api/billing/evidence/{file}': { id: 'hdf_01h455vb4pex5vsknk084sn02q', status: 404, staff: true },
  'DELETE /api/billing/evidence/{file}': { id: 'hdf_01h455vb4pex5vsknk084sn02q', status: 404 },
  'GET /api/billing/evidence-bundles/{order}': { kind: 'order', prefix: 'ord', staff: true },
  'GET /api/billing/bills': {},
  'GET /api/billing/bills/{bill}': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/bills/{bill}/pdf': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/bills/{bill}/csv': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/bills/{bill}/ubl': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/bill-archives': { status: 422 },
  'GET /api/billing/spend': {},
  'GET /api/billing/calendar': {},
  'POST /api/billing/calendar': { status: 201 },
  'DELETE /api/billing/calendar': { status: 204 },
  'GET /api/billing/calendar/{secret}': { id: 'nobodys.ics', status: 404 },
  'GET /api/billing/bills/{bill}/payments': { kind: 'bill', prefix: 'bil' },
  'POST /api/billing/bills/{bill}/payments': { kind: 'bill', prefix: 'bil', key: true, body: {}, status: 409, as: { viewer: 403, seller: 403 } },
  'POST /api/billing/bills/{bill}/disputes': { kind: 'bill', prefix: 'bil', body: { amount: 1, reason: 'No.' }, status: 409, as: { viewer: 403, seller: 403 } },
  'POST /api/billing/bills/{bill}/disputes/{dispute}/withdrawals': { id: 'bil_01h455vb4pex5vsknk084sn02q', status: 404 },
  'GET /api/billing/bill-disputes': {},
  'POST /api/billing/bill-disputes/{dispute}/rulings': { id: 'dsp_01h455vb4pex5vsknk084sn02q', body: { row_version: 1, uphold: false, ruling: 'No.' }, status: 404 },
  'POST /api/billing/receivables/{bill}/write-offs': { kind: 'bill', prefix: 'bil', body: { reason: 'No.' }, status: 409 },
  'GET /api/billing/credit': {},
  'GET /api/billing/webhooks': {},
  'POST /api/billing/webhooks': { body: { url: 'https://hooks.example/', kinds: ['none'] }, status: 422 },
  'GET /api/billing/webhooks/{webhook}': { kind: 'webhook', prefix: 'whk' },
  'PATCH /api/billing/webhooks/{webhook}': { kind: 'webhook', prefix: 'whk', body: { about: 'ERP' } },
  'DELETE /api/billing/webhooks/{webhook}': { kind: 'webhook', prefix: 'whk', changes: true },
  'POST /api/billing/webhooks/{webhook}/secrets': { kind: 'webhook', prefix: 'whk', body: {} },
  'POST /api/billing/webhooks/{webhook}/tests': { kind: 'webhook', prefix: 'whk', body: {} },
  'GET /api/billing/webhooks/{webhook}/messages': { kind: 'webhook', prefix: 'whk' },
  'GET /api/billing/webhook-messages/{message}': { kind: 'webhook_message', prefix: 'whm' },
  'POST /api/billing/webhook-messages/{message}/replays': { kind: 'webhook_message', prefix: 'whm', body: {} },
  'GET /api/billing/credit/{pool}': { id: 'general', status: 404 },
  'GET /api/billing/credit/{pool}/statement': { id: 'general', status: 404 },
  'GET /api/billing/receivables': {},
  'GET /api/billing/receivables/{bill}': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/receivables/{bill}/pdf': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/receivables/{bill}/csv': { kind: 'bill', prefix: 'bil' },
  'GET /api/billing/receivables/{bill}/ubl': { kind: 'bill', prefix: 'bil' },
  'POST /api/billing/receivables/{bill}/cancellations': { kind: 'bill', prefix: 'bil', body: { reason: 'No.' }, status: 409 },
  'GET /api/billing/settlements': {},
  'GET /api/billing/settlements/{settlement}': { kind: 'settlement', prefix: 'stl' },
  // Nothing was sold by company A: there is nothing to put on paper.
  'GET /api/billing/settlements/{settlement}/pdf': { kind: 'settlement', prefix: 'stl', status: 503 },
  'GET /api/billing/settlements/{settlement}/csv': { kind: 'settlement', prefix: 'stl', status: 503 },
  'GET /api/billing/settlement-lines': {},
  'GET /api/billing/settlement-forecast': {},
  'GET /api/billing/payouts': {},
  'GET /api/billing/payouts/{settlement}': { kind: 'settlement', prefix: 'stl' },
  'GET /api/billing/payouts/{settlement}/pdf': { kind: 'settlement', prefix: 'stl', status: 503 },
  'GET /api/billing/payouts/{settlement}/csv': { kind: 'settlement', prefix: 'stl', status: 503 },
  'POST /api/billing/settlements/{settlement}/payouts': { kind: 'settlement', prefix: 'stl', body: { row_version: 999999, reference: 'PAYOUT-1' }, status: 412 },
  'POST /api/billing/bill-payments': { key: true, body: {}, status: 422 },
  'POST /api/checkout/provision-callbacks': { body: {}, status: 404 },
  'POST /api/checkout/gateway-events/{gateway}': { id: 'sandbox', body: {}, status: 401 },
};

// --- who calls ------------------------------------------------------------

const scopes = ['account:read', 'catalogue:read', 'orders:read', 'orders:write', 'listings:read', 'listings:write',
  'webhooks:read', 'webhooks:write'];

/** Companies A and B sell and buy; C is new. */
const people = {
  anonymous: null,
  unverified: { company: 'C', role: 'owner' },
  viewer: { company: 'A', role: 'viewer', verified: true },
  finance: { company: 'A', role: 'finance', verified: true },
  purchaser: { company: 'A', role: 'purchaser', verified: true },
  seller: { company: 'A', role: 'seller', verified: true },
  owner: { company: 'A', role: 'owner', verified: true },
  stranger: { company: 'B', role: 'owner', verified: true },
  rival: { company: 'B', role: 'seller', verified: true },
  support: { company: null, role: 'support', verified: true },
  admin: { company: null, role: 'admin', verified: true },
};
/** Keys of company A's owner: with the route's scope, without it, revoked. */
const keys = ['key', 'keyWithout', 'keyRevoked'];
const callers = [...Object.keys(people), ...keys];

const roles = { buyer: ['owner', 'purchaser'], owner: ['owner'], seller: ['owner', 'seller'], payee: ['owner', 'seller', 'finance'],
  operator: ['support', 'admin'], admin: ['admin'] };

/** Why a row's caller refuses a person, or null. */
function refusal(route, call, person) {
  const staff = person.company === null;
  if (route.caller === 'user') return staff && !call.staff ? 'forbidden' : null;
  if (route.caller === 'member') return staff ? 'forbidden' : person.verified ? null : 'unverified';
  if (!roles[route.caller].includes(person.role)) return 'forbidden';
  return person.verified ? null : 'unverified';
}

/** What the row says about a caller who names a thing of company A. */
function expected(route, call, caller) {
  const right = [call.as?.[caller] ?? call.status ?? route.status, null];
  if (['anyone', 'gateway', 'metrics'].includes(route.caller)) return right;
  if (caller === 'keyRevoked') return [401, 'api_key'];
  if (caller === 'keyWithout' || (caller === 'key' && !route.scope)) return [403, 'scope'];
  if (route.caller === 'visitor') return right;
  const person = people[caller === 'key' ? 'owner' : caller];
  if (!person) return [401, 'unauthenticated'];
  const code = refusal(route, call, person);
  if (code) return [403, code];
  if (call.own && person !== people.owner) return [404, 'not_found'];
  if (call.kind && person.company && person.company !== 'A') return [404, 'not_found'];
  return right;
}

/** A program: no cookie, no CSRF token, no Origin; its key alone. */
class Program {
  constructor(world, secret) {
    const client = world.client;
    this.client = { api: (method, url, body, { headers = {} } = {}) => client.api(method, url, body,
      { headers: { Origin: null, 'Sec-Fetch-Site': null, Authorization: `Bearer ${secret}`, ...headers } }) };
  }
}

story('authorisation', { ...setup(), params: () => ({ BANK_DETAILS: 'DE02 1203 0000 0000 2020 51' }) }, (step) => {
  const who = {};
  const without = {};
  const things = {};
  let owner, company, count = 0;

  /** A user made by the operator: of a company, or of none. */
  async function member(world, role, of, email = `${role}@staff.example`) {
    const person = new Buyer(world, world.site, email);
    const args = ['--site', world.site.file, 'user', 'add', '--email', email, '--role', role, '--verified',
      ...(of ? ['--company', of] : [])];
    const added = await run(world.program('ctl'), args, { input: `${password}\n` });
    assert.equal(added.code, 0, added.stdout + added.stderr);
    return person;
  }

  const ofOwner = (method, path, body, options) => owner.client.api(method, `/api/storefront/${path}`, body, options);

  async function makeKey(list) {
    return expectStatus(await ofOwner('POST', 'api-keys', { name: `Key ${++count}`, scopes: list }), 201, 'key').json;
  }

  /** What calls name of company A's; made anew for each that changes it. */
  const make = {
    order: async () => (await owner.placeOrder({ product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} })).id,
    payment: async () => (await owner.payWith('success', { id: await make.order() })).payment.id,
    card: async () => {
      const { id } = await putOnFile(owner, 'success');
      return expectStatus(await owner.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200).json.id;
    },
    service: async () => {
      const id = await make.order();
      await owner.payWith('success', { id });
      return (await owner.orderIn(id, 'ACTIVE')).services[0].id;
    },
    bill: async () => {
      const id = await make.order();
      await owner.payWith('success', { id });
      const { bill } = await owner.orderIn(id, 'ACTIVE');
      await owner.billFiles(bill);
      return bill.id;
    },
    refund: async () => {
      const id = await make.order();
      await owner.payWith('success', { id });
      await owner.orderIn(id, 'ACTIVE');
      return expectStatus(await owner.client.post(`/api/checkout/orders/${id}/refunds`, { kind: 'request', reason: 'No use.' },
        { headers: { 'Idempotency-Key': randomUUID() } }), 201, 'refund').json.id;
    },
    session: async (world) => {
      const other = new Buyer(world, world.site, owner.email);
      await other.signIn();
      const { items } = expectStatus(await other.client.get('/api/storefront/sessions'), 200).json;
      return items.find((session) => session.current).id;
    },
    member: async (world) => {
      const email = `colleague${++count}@staff.example`;
      await member(world, 'viewer', company.id, email);
      const { items } = expectStatus(await ofOwner('GET', 'company/users?limit=100'), 200).json;
      return items.find((user) => user.email === email).id;
    },
    invitation: async () => expectStatus(await ofOwner('POST', 'invitations', { email: `guest${++count}@staff.example`, role: 'viewer' }), 201).json.id,
    key: async () => (await makeKey(['account:read'])).key.id,
    webhook: async () => expectStatus(await owner.client.post('/api/billing/webhooks',
      { url: 'https://hooks.example/', kinds: ['refund.refunded'] }), 201).json.webhook.id,
    webhook_message: async () => expectStatus(await owner.client.post(`/api/billing/webhooks/${await make.webhook()}/tests`, {}), 201).json.id,
    listing: async () => expectStatus(await ofOwner('POST', 'listings',
      { slug: `matrix-${++count}`, delivery: 'saas', category: 'photos', locale: 'en', name: `Matrix ${count}` }), 201).json.product.id,
    offer: async () => expectStatus(await owner.client.api('POST', '/api/offers/offers', {}, { headers: { 'Idempotency-Key': randomUUID() } }), 201).json.id,
    request: async () => expectStatus(await owner.client.api('POST', '/api/offers/offer-requests',
      { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', quantity: 20 }, { headers: { 'Idempotency-Key': randomUUID() } }), 201).json.id,
    vpc: async (world) => {
      await world.ctl(world.site, 'region', 'add', 'fra-1', '--name', 'Frankfurt');
      return expectStatus(await owner.client.post('/api/checkout/vpcs',
        { region: 'fra-1', name: 'vpc-1', cidr: '10.0.0.0/16', subnet_name: 'subnet-1', subnet_cidr: '10.0.0.0/24' }), 201).json.id;
    },
    settlement: async (world) => {
      await world.sql(world.site, `INSERT INTO settlements (settlement_id, settlement_no, seller_id, month, state, currency, net_minor,
        commission_minor, payable_minor, issuer_name, seller_name, issued_at)
        SELECT x'0190e5a0000070008000000000000001', 'S-2026-900001', seller_id, '2026-10-01', 'ISSUED', 'EUR', 1000, 100, 900, 'Souk', name,
        UTC_TIMESTAMP() FROM sellers WHERE slug = 'company-a'`);
      return expectStatus(await owner.client.get('/api/billing/settlements'), 200).json.items[0].id;
    },
    seller: async () => expectStatus(await ofOwner('GET', 'seller'), 200).json.id,
  };

  async function sells(world, slug, of) {
    await world.ctl(world.site, 'seller', 'add', '--slug', slug, '--name', slug, '--company', of);
    await world.ctl(world.site, 'seller', 'approve', slug);
  }

  step('people and programs of every kind', async (world) => {
    owner = who.owner = await Buyer.ready(world);
    who.stranger = await Buyer.ready(world);
    who.anonymous = new Buyer(world);
    who.unverified = new Buyer(world);
    await who.unverified.signUp();
    ({ company } = await owner.signIn());
    const theirs = (await who.stranger.signIn()).company;
    for (const role of ['viewer', 'finance', 'purchaser', 'seller']) who[role] = await member(world, role, company.id);
    who.rival = await member(world, 'seller', theirs.id, 'rival@staff.example');
    for (const role of ['support', 'admin']) who[role] = await member(world, role, null);
    await sells(world, 'company-a', company.id);
    await sells(world, 'company-b', theirs.id);
    for (const [name, person] of Object.entries(who)) if (name !== 'anonymous') await person.signIn();
    who.key = new Program(world, (await makeKey(scopes)).secret);
    for (const scope of scopes) without[scope] = new Program(world, (await makeKey(scopes.filter((other) => other !== scope))).secret);
    const revoked = await makeKey(scopes);
    expectStatus(await ofOwner('DELETE', `api-keys/${revoked.key.id}`), 204);
    who.keyRevoked = new Program(world, revoked.secret);
    for (const [kind, made] of Object.entries(make)) things[kind] = await made(world);
    assert.deepEqual([...Object.keys(who), 'keyWithout'].sort(), [...callers].sort());
  });

  step('every route has its call here, and every scope its route', () => {
    assert.deepEqual(routes.map((route) => `${route.method} ${route.pattern}`).sort(), Object.keys(calls).sort());
    assert.deepEqual([...new Set(routes.map((route) => route.scope).filter(Boolean))].sort(), [...scopes].sort());
  });

  async function ask(route, call, person, id, method = route.method, headers = {}) {
    const parts = [id ?? call.id, call.second];
    let url = route.pattern.replace(/\{\w+\}/g, () => parts.shift());
    let body = typeof call.body === 'function' ? call.body() : call.body;
    if (call.query) url += `?${call.query}`;
    if (call.in === 'query') url += `?order=${id}`;
    if (call.in === 'body') body = { order: id, method: call.method ?? 'card' };
    if (call.quote) {
      const { quote } = await owner.quote();
      body = { quote, documents: await owner.documents() };
    }
    return person.client.api(method, url, body,
      { headers: { ...(call.key ? { 'Idempotency-Key': randomUUID() } : {}), ...call.headers, ...headers } });
  }

  const books = (world) => world.sql(world.site, `
    SELECT HEX(order_id), state, row_version FROM orders
    UNION ALL SELECT HEX(payment_id), state, row_version FROM payments
    UNION ALL SELECT HEX(card_id), state, row_version FROM cards WHERE state <> 'REMOVED'
    UNION ALL SELECT HEX(user_id), CONCAT(role, state), row_version FROM users
    UNION ALL SELECT HEX(company_id), state, row_version FROM companies
    UNION ALL SELECT HEX(invitation_id), state, 0 FROM invitations
    UNION ALL SELECT HEX(key_id), scopes, revoked_at IS NULL FROM api_keys
    UNION ALL SELECT HEX(session_hash), '', 0 FROM sessions
    UNION ALL SELECT HEX(webhook_id), state, row_version FROM webhooks
    UNION ALL SELECT HEX(product_id), state, row_version FROM product_drafts
    UNION ALL SELECT HEX(subject_id), kind, COUNT(*) FROM events GROUP BY subject_id, kind ORDER BY 1, 2`);

  /** A refusal says why, sets nothing, and tells nothing of foreign things. */
  async function refused(route, call, { caller, status, code, person }) {
    const answer = await ask(route, call, person, things[call.kind]);
    expectStatus(answer, status, caller);
    if (!route.page) expectProblem(answer, status, code);
    assert.ok(!('set-cookie' in answer.headers), 'a refusal sets no cookie');
    if (keys.includes(caller) && status !== 404) assert.match(answer.headers['www-authenticate'], /^Bearer realm="souk", error="/);
    if (status !== 404) return;
    const none = await ask(route, call, person, `${call.prefix}_${absent}`);
    const bare = (problem) => (route.page ? problem.status : { ...problem.json, request_id: null });
    assert.deepEqual(bare(answer), bare(none), 'a foreign id is as one that is none');
    assert.deepEqual(Object.keys(answer.headers).sort(), Object.keys(none.headers).sort());
  }

  const inOrder = [...routes].sort((a, b) => !!calls[`${a.method} ${a.pattern}`]?.last - !!calls[`${b.method} ${b.pattern}`]?.last);
  for (const route of inOrder) {
    const name = `${route.method} ${route.pattern}`;
    const call = calls[name] ?? {};
    step(`${name} (${route.caller}${route.scope ? `, ${route.scope}` : ''})`, async (world) => {
      const all = callers.map((caller) => {
        const [status, code] = expected(route, call, caller);
        return { caller, status, code, person: caller === 'keyWithout' ? without[route.scope] ?? who.key : who[caller] };
      });
      const before = call.kind ? await books(world) : null;
      await Promise.all(all.filter(({ code }) => code).map((caller) => refused(route, call, caller)));
      if (before) assert.deepEqual(await books(world), before, 'somebody who was refused changed something');
      for (const { caller, status, person } of all.filter(({ code }) => !code)) {
        const id = call.changes ? await make[call.kind](world) : things[call.kind];
        expectStatus(await ask(route, call, person, id), status, caller);
      }
    });
  }

  for (const pattern of new Set(routes.map((route) => route.pattern))) {
    const rows = routes.filter((route) => route.pattern === pattern);
    step(`${pattern}: other methods are refused, whatever a header says`, async () => {
      // What a GET writes, a HEAD must not.
      const methods = rows.flatMap((row) => (row.method === 'GET' && !['write', 'phases'].includes(row.tx) ? ['GET', 'HEAD'] : [row.method]));
      const call = calls[`${rows[0].method} ${pattern}`] ?? {};
      const id = things[call.kind] ?? call.id;
      for (const method of ['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (methods.includes(method)) continue;
        for (const override of [{}, { 'X-HTTP-Method-Override': rows[0].method, 'X-Method-Override': rows[0].method }]) {
          const answer = await ask(rows[0], call, owner, id, method, override);
          assert.ok([400, 405, 501].includes(answer.status), `${method}: ${answer.status}`);
          if (answer.status === 405 && answer.headers.allow) assert.deepEqual(answer.headers.allow.split(', ').sort(), methods.sort());
        }
      }
    });
  }

  step('a user who is locked is nobody from then on', async (world) => {
    await who.viewer.signIn();
    await world.ctl(world.site, 'user', 'lock', who.viewer.email);
    expectProblem(await who.viewer.client.get('/api/checkout/orders'), 401, 'unauthenticated');
    const again = await who.viewer.client.post('/api/storefront/session', { email: who.viewer.email, password });
    expectProblem(again, 401, 'credentials');
  });

  step('the lists hold a company\'s own alone', async () => {
    await who.stranger.signIn();
    await owner.signIn();
    const ids = (answer) => expectStatus(answer, 200).json.items.map((order) => order.id);
    const mine = ids(await owner.client.get('/api/checkout/orders?limit=100'));
    const theirs = ids(await who.stranger.client.get('/api/checkout/orders?limit=100'));
    assert.ok(mine.includes(things.order) && theirs.length > 0);
    assert.deepEqual(theirs.filter((id) => mine.includes(id)), []);
    // A cursor is a place in a list, not a right to it.
    const after = (await owner.client.get('/api/checkout/orders?limit=1')).json.next;
    assert.ok(after);
    const page = ids(await who.stranger.client.get(`/api/checkout/orders?limit=100&after=${after}`));
    assert.deepEqual(page.filter((id) => !theirs.includes(id)), []);
  });

  step('the statement that nobody issued goes again', (world) => world.sql(world.site, "DELETE FROM settlements WHERE settlement_no = 'S-2026-900001'"));

  step('the books are as they must be', async (world) => { await world.ctl(world.site, 'verify'); });
});
