-- What was handed over and recalled is its seller's alone again, whatever
-- becomes of the order: the round says so itself.

ALTER TABLE handover_rounds
	ADD COLUMN recalled_at DATETIME(6) NULL COMMENT 'UTC; taken back before an answer: it counts as never handed over' AFTER delivered_at;
