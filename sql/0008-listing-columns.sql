-- What sellers state about themselves and their products, and the mark by
-- which a process finds what has changed since its copy was made.

ALTER TABLE sellers
	ADD COLUMN legal_name VARCHAR(200) NULL COMMENT 'of the company, as registered' AFTER name,
	ADD COLUMN tax_number VARCHAR(40) NULL COMMENT 'VAT or other tax number' AFTER legal_name,
	ADD COLUMN contact_email VARCHAR(254) NULL COMMENT 'told of decisions and of payout changes' AFTER support_email,
	ADD COLUMN payout_sealed VARBINARY(1024) NULL COMMENT 'AES-256-GCM of the account that is paid to' AFTER contact_email,
	ADD COLUMN payout_hint VARCHAR(8) NULL COMMENT 'its last characters' AFTER payout_sealed,
	ADD COLUMN payout_next_sealed VARBINARY(1024) NULL COMMENT 'a changed account that is not in force yet' AFTER payout_hint,
	ADD COLUMN payout_next_hint VARCHAR(8) NULL COMMENT 'its last characters' AFTER payout_next_sealed,
	ADD COLUMN payout_next_at DATETIME(6) NULL COMMENT 'UTC; when it comes into force: 24 h after the change' AFTER payout_next_hint,
	ADD COLUMN terms_hash BINARY(32) NULL COMMENT 'the seller terms that were accepted' AFTER payout_next_at,
	ADD COLUMN decided_at DATETIME(6) NULL COMMENT 'UTC; approved or suspended' AFTER created_at,
	ADD COLUMN decision_reason VARCHAR(300) NULL COMMENT 'for the seller' AFTER decided_at,
	ADD CONSTRAINT sellers_company_uq UNIQUE (company_id);

ALTER TABLE products
	ADD COLUMN regions VARCHAR(500) NULL COMMENT 'comma separated ISO 3166-1 alpha-2 codes, EU, 001 (the world): where it is hosted or sold' AFTER platforms,
	ADD COLUMN state_reason VARCHAR(300) NULL COMMENT 'for the seller: why it is restricted' AFTER state,
	ADD COLUMN live_at DATETIME(6) NULL COMMENT 'UTC; first approved' AFTER updated_at,
	ADD COLUMN catalogue_revision BIGINT NOT NULL DEFAULT 0 COMMENT 'the site''s, of the last change that buyers see' AFTER live_at,
	ADD KEY products_changed_ix (catalogue_revision);
