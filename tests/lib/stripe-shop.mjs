// A shop whose payments go to the fake of Stripe, as its site file says.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';
import { StripeFake } from './stripe-fake.mjs';

/** { fake, options } for story(); call opened() once the world stands. */
export async function stripeShop(options = {}) {
  const fake = await new StripeFake().listen();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-stripe-'));
  const key = path.join(dir, 'key'), events = path.join(dir, 'events');
  fs.writeFileSync(key, `${fake.key}\n`, { mode: 0o600 });
  fs.writeFileSync(events, `${fake.webhookSecret}\n`, { mode: 0o600 });
  return {
    fake, key, events,
    options: { ...options, params: (site) => ({ PAYMENT: 'stripe', SANDBOX_URL: null, SANDBOX_SECRET_FILE: null,
      STRIPE_KEY_FILE: key, STRIPE_WEBHOOK_SECRET_FILE: events, STRIPE_API_URL: fake.url,
      ...options.params?.(site) }) },
    opened(world) { fake.eventUrl = `${world.site.url}/api/checkout/gateway-events/stripe`; },
    async close() {
      await fake.close();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The buyer's browser on the fake's page. */
export function press(fake, redirectUrl, card) {
  const url = new URL(redirectUrl);
  assert.equal(url.origin, fake.url);
  return fake.pay(url.pathname.split('/').at(-1), card);
}
