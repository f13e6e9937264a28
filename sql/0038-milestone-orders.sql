-- Orders in stages have states of their own, a handover a stage, and bills
-- that say which stage they are for.

ALTER TABLE orders
	ADD COLUMN plan_version INT NULL COMMENT 'of its payment plan, the one in force; NULL: it is paid at once' AFTER offer_redemption,
	DROP CONSTRAINT orders_state_ck,
	ADD CONSTRAINT orders_state_ck CHECK (state IN ('PENDING_PAYMENT', 'PAID', 'PROVISIONING', 'ACTIVE', 'PROVISION_FAILED', 'CANCELLED', 'REFUNDED', 'EXPIRED', 'RENEWED', 'IN_DELIVERY', 'COMPLETED', 'CLOSED_EARLY'));

ALTER TABLE handovers
	ADD COLUMN stage INT NOT NULL DEFAULT 0 COMMENT 'of the order''s plan; 0: the whole order' AFTER order_id,
	ADD COLUMN accept_by_at DATETIME(6) NULL COMMENT 'UTC; when it counts as accepted, where that was agreed and it is DELIVERED' AFTER delivered_at,
	ADD COLUMN reminders INT NOT NULL DEFAULT 0 COMMENT 'of that, sent in this round' AFTER accept_by_at,
	ADD COLUMN deemed BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'accepted by the passing of that day' AFTER closed_at,
	MODIFY COLUMN opened_at DATETIME(6) NULL COMMENT 'UTC; NULL: PLANNED',
	ADD CONSTRAINT handovers_stage_uq UNIQUE (order_id, stage),
	DROP KEY handovers_order_uq,
	DROP CONSTRAINT handovers_state_ck,
	ADD CONSTRAINT handovers_state_ck CHECK (state IN ('PLANNED', 'OPEN', 'DELIVERED', 'REWORK', 'DISPUTED', 'ACCEPTED', 'CANCELLED') AND (state NOT IN ('OPEN', 'DELIVERED', 'REWORK', 'DISPUTED', 'ACCEPTED') OR opened_at IS NOT NULL)),
	ADD KEY handovers_accept_by_ix (state, accept_by_at);

ALTER TABLE bills
	ADD COLUMN stage_name VARCHAR(200) NULL COMMENT 'the milestone''s, as it was agreed' AFTER stage,
	ADD COLUMN stage_share_bp INT NULL COMMENT '1/100 % of the order; 0: an amount was agreed' AFTER stage_name,
	ADD COLUMN reminders INT NOT NULL DEFAULT 0 COMMENT 'steps of the dunning ladder so far' AFTER paper_at;
