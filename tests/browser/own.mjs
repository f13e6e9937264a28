// A person and the own account, in the browser: name and number, two-step
// sign-in, sessions, the end.  Told by mouse and by keyboard (R6).
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectStatus, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { totp } from '../lib/totp.mjs';

export function own(title, hand) {
  browse(title, { ...setup(), inbox: true }, (step) => {
    let buyer, profile, page, secret, codes;

    const home = () => `${profile.browser.world.site.url}/`;
    const press = (name, role = 'link') => hand.press(page.getByRole(role, { name, exact: typeof name === 'string' }));
    const fill = (label, text) => hand.type(page.getByLabel(label, { exact: true }), text);
    const titled = (pattern) => says(page.locator('[data-screen] h1:visible'), pattern);
    const told = (pattern) => says(page.locator('main .notice h2'), pattern);

    /** The form is sent, refused by the server, and says why. */
    const refused = (name, pattern) => profile.allowing(/status of 422/, async () => {
      await press(name, 'button');
      await says(page.locator('.error-summary'), pattern);
    });

    /** What the inbox has for an address or number, the newest first. */
    const received = (browser, to, fits = () => true) => until(async () => {
      const { items } = await (await fetch(`${browser.inboxOrigin}/api/messages?to=${encodeURIComponent(to)}`)).json();
      return items.find(fits);
    }, `message to ${to}`);

    /** By the list, or from the keyboard by the key that leads there. */
    async function speak(locale, key) {
      const select = page.locator('select#locale');
      if (hand.name === 'mouse') await select.selectOption(locale);
      else await select.press(key);
      assert.equal(await select.inputValue(), locale);
    }

    async function signIn(code) {
      await fill('E-mail address', buyer.email);
      await fill('Password', password);
      await press('Sign in', 'button');
      if (!code) return;
      await says(page.locator('[data-code-title]:visible'), /Enter the code/);
      await fill('Code', code);
      await press('Sign in', 'button');
    }

    step('the account menu leads to the own account', async (browser, world) => {
      buyer = new Buyer(world);
      await buyer.signUp({ user_name: 'Maria' });
      const mail = await received(browser, buyer.email, (m) => /\/verify\/#/.test(m.text));
      expectStatus(await buyer.client.post('/api/storefront/email-verifications', { token: /\/verify\/#([a-z2-7]+)/.exec(mail.text)[1] }), 200);
      await buyer.signIn();
      profile = await (await browser.profile()).as(buyer);
      page = await profile.open('/');
      await hand.press(page.locator('details[data-menu="account"] > summary'));
      await press('My account');
      await arrives(page, /\/my\/account\/$/);
      await titled(/My account/);
    });

    step('a name changes, and a fault keeps what was typed', async () => {
      await press('Change Your name');
      await titled(/Change your name/);
      await fill('Your name', ' ');
      await press('Save', 'button');
      await says(page.locator('.error-summary'), /Enter your name/);
      await fill('Your name', 'Maria Lopez');
      await press('Save', 'button');
      await told(/Your name is changed/);
      await says(page.locator('dl'), /Maria Lopez/);
    });

    step('a mobile number is verified through the inbox', async (browser) => {
      await press('Add Mobile number');
      await fill('Mobile number', '0151 23');
      await refused('Send the code', /country/);
      await fill('Mobile number', '+49 151 23456789');
      await press('Send the code', 'button');
      await titled(/Enter the code/);
      const sms = await received(browser, '+4915123456789');
      assert.equal(sms.kind, 'sms');
      await fill('Code', '000');
      await refused('Verify the number', /wrong or too old/);
      await fill('Code', /\d{6}/.exec(sms.text)[0]);
      await press('Verify the number', 'button');
      await told(/\+4915123456789 is verified/);
    });

    step('a new address is confirmed by its link', async (browser) => {
      await press('Change E-mail address');
      await fill('New e-mail address', 'maria@new.example');
      await fill('Password', 'not my password');
      await refused('Send the link', /not the password/);
      assert.equal(await page.getByLabel('New e-mail address').inputValue(), 'maria@new.example');
      await fill('Password', password);
      await press('Send the link', 'button');
      await told(/link to maria@new\.example/);
      await says(page.locator('dl'), /Waiting for the link/);
      const mail = await received(browser, 'maria@new.example');
      await page.goto(/http\S+\/verify\/#\S+/.exec(mail.text)[0]);
      await titled(/Your address is confirmed/);
      buyer.email = 'maria@new.example';
      page = await profile.open('/my/account/', page);
      await says(page.locator('dl'), /maria@new\.example/);
    });

    step('two-step sign-in is set up by the key that the page shows', async () => {
      await press('Security');
      await arrives(page, /\/my\/security\/$/);
      await press('Set up two-step sign-in');
      await fill('Password', password);
      await press('Continue', 'button');
      await titled(/Show the code to your phone/);
      const qr = page.locator('img.qr');
      assert.ok(await qr.evaluate((img) => img.complete && img.naturalWidth > 0), 'the QR code is drawn');
      await hand.press(page.locator('details.fold > summary'));
      secret = (await page.locator('[data-secret]').textContent()).replaceAll(' ', '');
      await fill('Code', '000000');
      await refused('Turn it on', /wrong or was used already/);
      await fill('Code', totp(secret));
      await press('Turn it on', 'button');
      await titled(/Keep these recovery codes/);
      codes = await page.locator('.codes code').allTextContents();
      assert.equal(codes.length, 10);
      await press('I have kept them', 'button');
      await told(/Two-step sign-in is on/);
      await says(page.locator('main'), /10 recovery codes are left/);
    });

    step('signing in asks for the code after the password, and comes back', async () => {
      await hand.press(page.locator('details[data-menu="account"] > summary'));
      await press('Sign out', 'button');
      await arrives(page, home());
      page = await profile.open('/my/security/', page);
      await arrives(page, /\/sign-in\/#next=/);
      await profile.allowing(/status of 401/, async () => {
        await signIn('123 456');
        await says(page.locator('.error-summary'), /wrong or was used/);
        await fill('Code', totp(secret, 1));
        await press('Sign in', 'button');
        await arrives(page, /\/my\/security\/$/);
      });
    });

    step('a recovery code stands in for the phone, once', async (browser) => {
      const other = await browser.profile({ userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' });
      const kept = page;
      page = await other.open('/sign-in/');
      await other.allowing(/status of 401/, async () => {
        await signIn(codes[0].toUpperCase());
        await arrives(page, home());
      });
      page = kept;
      await page.reload();
      await says(page.locator('main'), /9 recovery codes are left/);
    });

    step('a session elsewhere is seen with device and place, and ended', async (browser, world) => {
      const row = page.getByRole('row', { name: /Firefox on Windows/ });
      await says(row, /127\.0\.0\.1/);
      await press(/^Sign out Firefox on Windows/, 'button');
      await told(/That session has ended/);
      assert.equal(await page.getByRole('row', { name: /Firefox on Windows/ }).count(), 0);
      const [[n]] = await world.sql(world.site, 'SELECT COUNT(*) FROM sessions');
      assert.equal(n, '1');
    });

    step('a new password, and the page goes on', async () => {
      const fresh = 'a pass phrase of another kind';
      await press('Change Password');
      await fill('Your password until now', password);
      await fill('New password', 'short');
      await press('Set the password', 'button');
      await says(page.locator('.error-summary'), /at least 12/);
      await fill('New password', fresh);
      await press('Set the password', 'button');
      await told(/Your password is changed/);
      await press('Turn two-step sign-in off');
      await fill('Password', fresh);
      await fill('Code', codes[1]);
      await press('Turn it off', 'button');
      await told(/Two-step sign-in is off/);
      buyer.password = fresh;
    });

    step('the language of everything changes', async () => {
      await press('My account');
      await press('Change Language');
      await speak('zh-CN', 'ArrowDown');
      await press('Save', 'button');
      await titled(/我的账户/);
      await press('更改 语言');
      await speak('en', 'ArrowUp');
      await press('保存', 'button');
      await titled(/My account/);
    });

    step('a copy of the data, and the end of the account', async (browser, world) => {
      const download = page.waitForEvent('download');
      await press('Download a copy');
      const stream = await (await download).createReadStream();
      let text = '';
      for await (const chunk of stream) text += chunk;
      assert.equal(JSON.parse(text).account.email, buyer.email);
      await press('Erase my account');
      await titled(/Erase my account/);
      await fill('Password', buyer.password);
      await press('Erase my account for good', 'button');
      await arrives(page, home());
      await says(page.locator('[data-account]'), /Sign in/);
      const rows = await world.sql(world.site, "SELECT COUNT(*) FROM users WHERE email LIKE '%maria%'");
      assert.equal(rows[0][0], '0');
    });
  });
}
