-- A company whose receiver is slow leaves the worker to others for as long.

ALTER TABLE webhooks
	ADD COLUMN rests_until_at DATETIME(6) NULL COMMENT 'UTC; until then no webhook of the company is called; NULL: it was quick' AFTER created_by;
