// A company in the browser: an owner invites a colleague, who joins by the
// mailed link; a role changes, a key is made, somebody is removed, somebody
// leaves.  Told by mouse and by keyboard (R6, X9).
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectStatus, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

export function company(title, hand) {
  browse(title, { ...setup(), inbox: true }, (step) => {
    let owner, profile, page, guest, theirs, secret;

    const press = (name, role = 'link', on = page) => hand.press(on.getByRole(role, { name, exact: typeof name === 'string' }));
    const fill = (label, text, on = page) => hand.type(on.getByLabel(label, { exact: true }), text);
    const titled = (pattern, on = page) => says(on.locator('[data-screen] h1:visible'), pattern);
    const told = (pattern) => says(page.locator('main .notice h2'), pattern);
    const refused = (status, name, pattern) => profile.allowing(new RegExp(`status of ${status}`), async () => {
      await press(name, 'button');
      await says(page.locator('.error-summary'), pattern);
    });
    const received = (browser, to, fits) => until(async () => {
      const { items } = await (await fetch(`${browser.inboxOrigin}/api/messages?to=${encodeURIComponent(to)}`)).json();
      return items.find(fits);
    }, `message to ${to}`);
    const joinLink = async (browser, to, but = '') => {
      const mail = await received(browser, to, (m) => /\/join\/#/.test(m.text) && (!but || !m.text.includes(but)));
      return /http\S+\/join\/#[a-z2-7]+/.exec(mail.text)[0];
    };

    step('the account menu leads to the company', async (browser, world) => {
      owner = new Buyer(world);
      await owner.signUp({ user_name: 'Maria', company: 'Lima' });
      const mail = await received(browser, owner.email, (m) => /\/verify\/#/.test(m.text));
      expectStatus(await owner.client.post('/api/storefront/email-verifications', { token: /\/verify\/#([a-z2-7]+)/.exec(mail.text)[1] }), 200);
      await owner.signIn();
      profile = await (await browser.profile()).as(owner);
      await profile.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      page = await profile.open('/');
      await hand.press(page.locator('details[data-menu="account"] > summary'));
      await press('Company');
      await arrives(page, /\/my\/company\/$/);
      await says(page.locator('dl'), /Lima.*Germany.*None/s);
    });

    step('the details change, and a fault keeps what was typed', async () => {
      await press('Change Tax number');
      await titled(/Company details/);
      await fill('Tax number (optional)', 'DE12');
      await refused(422, 'Save', /looks like DE/);
      assert.equal(await page.getByLabel('Tax number').inputValue(), 'DE12');
      await fill('Tax number (optional)', 'DE136695976');
      await press('Save', 'button');
      await told(/details are changed/);
      await says(page.locator('dl'), /DE136695976/);
    });

    step('an invitation goes out, with what its role may do', async () => {
      await press('Invite somebody');
      await press('Send the invitation', 'button');
      await says(page.locator('.error-summary'), /Enter your e-mail address/);
      await fill('E-mail address', owner.email);
      await refused(422, 'Send the invitation', /user of your company already/);
      await fill('E-mail address', 'bela@guest.example');
      await hand.pick(page.getByRole('radio', { name: /^purchaser/ }));
      await press('Send the invitation', 'button');
      await told(/invitation to bela@guest\.example is on its way/);
      await says(page.locator('[data-invitations]'), /bela@guest\.example.*purchaser/s);
    });

    step('the link shows what it offers, and makes a colleague', async (browser) => {
      guest = await browser.profile();
      theirs = await guest.context.newPage();
      await theirs.goto(await joinLink(browser, 'bela@guest.example'));
      await titled(/Join Lima/, theirs);
      await says(theirs.locator('dl'), /Lima.*purchaser.*Maria.*bela@guest\.example/s);
      await press('Join Lima', 'button', theirs);
      await says(theirs.locator('.error-summary'), /Enter your name.*at least 12 characters/s);
      await fill('Your name', 'Bela', theirs);
      await fill('New password', password, theirs);
      await press('Join Lima', 'button', theirs);
      await arrives(theirs, /\/my\/company\/$/);
      await says(theirs.locator('table'), /Maria.*owner.*Bela.*purchaser/s);
      assert.equal(await theirs.getByRole('link', { name: 'Invite somebody' }).count(), 0);
    });

    step('used, the link says so', async (browser) => {
      const again = await browser.profile();
      const tab = await again.context.newPage();
      await again.allowing(/status of 410/, async () => {
        await tab.goto(await joinLink(browser, 'bela@guest.example'));
        await titled(/does not work any more/, tab);
      });
    });

    step('a role changes; the last owner keeps it', async () => {
      page = await profile.open('/my/company/', page);
      await press('Change role Maria');
      await titled(/Role of Maria/);
      await hand.pick(page.getByRole('radio', { name: /^viewer/ }));
      await refused(409, 'Save', /without an owner/);
      await press('Back to the overview');
      await press('Change role Bela');
      await titled(/Role of Bela/);
      await hand.pick(page.getByRole('radio', { name: /^owner/ }));
      await press('Save', 'button');
      await told(/Bela has the role of owner now/);
      await guest.allowing(/status of 401/, async () => {
        await theirs.reload();
        await arrives(theirs, /\/sign-in\//);
      });
    });

    step('a key is made, shown once, and used', async (browser, world) => {
      await press('API keys');
      await says(page.locator('.empty'), /No API keys yet/);
      await press('New API key');
      await press('Make the key', 'button');
      await says(page.locator('.error-summary'), /Enter a name for the key.*at least one scope/s);
      await fill('Name', 'Order report');
      await hand.tick(page.getByRole('checkbox', { name: /^orders:read/ }));
      await press('Make the key', 'button');
      await titled(/Copy your key now/);
      secret = await page.locator('[data-secret]').textContent();
      assert.match(secret, /^souk_[a-z2-7]{32}$/);
      await press('Copy', 'button');
      await says(page.getByRole('button', { name: 'Copied' }), /Copied/);
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
      expectStatus(await world.client.get('/api/checkout/orders', { headers: { Authorization: `Bearer ${secret}` } }), 200);
      await press('I have saved it', 'button');
      await says(page.locator('table'), new RegExp(`Order report.*${secret.slice(-4)}.*orders:read.*Maria`, 's'));
      assert.ok(!(await page.content()).includes(secret));
    });

    step('revoked, it is none', async (browser, world) => {
      await press('Revoke Order report');
      await titled(/Revoke “Order report”/);
      await press('Revoke the key', 'button');
      await told(/is revoked/);
      expectStatus(await world.client.get('/api/checkout/orders', { headers: { Authorization: `Bearer ${secret}` } }), 401);
    });

    step('sent again, the earlier link is void; withdrawn, the invitation is gone', async (browser) => {
      page = await profile.open('/my/company/#invite', page);
      await fill('E-mail address', 'carl@guest.example');
      await press('Send the invitation', 'button');
      await told(/on its way/);
      const first = await joinLink(browser, 'carl@guest.example');
      await press(/^Send again/, 'button');
      await told(/on its way/);
      const second = await joinLink(browser, 'carl@guest.example', first.split('#')[1]);
      await guest.allowing(/status of 410/, async () => {
        await theirs.goto(first);
        await titled(/does not work any more/, theirs);
      });
      await theirs.goto('about:blank');
      await theirs.goto(second);
      await titled(/Join Lima/, theirs);
      await press(/^Withdraw/, 'button');
      await told(/is withdrawn/);
      assert.equal(await page.locator('[data-invitations]').count(), 0);
    });

    step('who has an account signs in first, and moves with it', async (browser, world) => {
      const dora = new Buyer(world, world.site, 'dora@guest.example');
      await dora.signUp({ user_name: 'Dora', company: 'Dora Ltd' });
      await press('Invite somebody');
      await fill('E-mail address', dora.email);
      await press('Send the invitation', 'button');
      await told(/on its way/);
      await theirs.goto('about:blank');
      await theirs.goto(await joinLink(browser, dora.email));
      await says(theirs.locator('main'), /You have an account already/);
      await press('Sign in to go on', 'link', theirs);
      await fill('E-mail address', dora.email, theirs);
      await fill('Password', password, theirs);
      await press('Sign in', 'button', theirs);
      await titled(/Join Lima/, theirs);
      await says(theirs.locator('form h2'), /Move your account/);
      await press('Move to Lima', 'button', theirs);
      await arrives(theirs, /\/my\/company\/$/);
      await says(theirs.locator('table'), /Dora.*viewer/s);
    });

    step('who leaves has a company of their own', async () => {
      await press('Leave the company', 'link', theirs);
      await titled(/Leave Lima\?/, theirs);
      await fill('Name of your own company', 'Dora again', theirs);
      await press('Leave the company', 'button', theirs);
      await says(theirs.locator('dl'), /Dora again/);
      await press('Leave the company', 'link', theirs);
      await says(theirs.locator('[data-screen] .card'), /only one in your company/);
    });

    step('who is removed is gone', async () => {
      page = await profile.open('/my/company/', page);
      await press('Remove Bela');
      await titled(/Remove Bela\?/);
      await press('Remove Bela', 'button');
      await told(/Bela is removed/);
      assert.doesNotMatch(await page.locator('table').first().textContent(), /Bela/);
    });
  });
}
