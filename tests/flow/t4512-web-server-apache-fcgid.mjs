// The story of t4510-web-server, behind apache-fcgid at /.
process.env.SOUK_SERVER = 'apache-fcgid';
process.env.SOUK_BASE = '';
await import('./t4510-web-server.mjs');
