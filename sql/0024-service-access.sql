-- Who provisioned a service, whether it is to be open, what was shown of it.

ALTER TABLE services
	ADD COLUMN driver VARCHAR(16) NULL COMMENT 'endpoint, webhook, pool, demo; NULL: by hand' AFTER company_id,
	ADD COLUMN access VARCHAR(16) NOT NULL DEFAULT 'OPEN' COMMENT 'OPEN, FROZEN, RELEASED' AFTER driver,
	ADD COLUMN told_at DATETIME(6) NULL COMMENT 'UTC; when whoever provisioned it last took what it is to be' AFTER access,
	ADD COLUMN revealed_at DATETIME(6) NULL COMMENT 'UTC; a first sign-in was shown, and is wiped soon after' AFTER secret_sealed,
	ADD KEY services_revealed_ix (revealed_at),
	ADD CONSTRAINT services_access_ck CHECK (access IN ('OPEN', 'FROZEN', 'RELEASED'));
