-- Orders that are paid in stages: the plan as both sides agreed to it, each
-- version kept, and what one side proposes to change of it.

CREATE TABLE payment_plans (
	order_id BINARY(16) NOT NULL COMMENT 'whose',
	version INT NOT NULL COMMENT 'from 1 on; orders.plan_version is the one in force',
	billing VARCHAR(8) NOT NULL COMMENT 'advance: placing the order bills stage 1, accepting stage k bills k+1; arrears: accepting stage k bills k',
	deemed_days INT NULL COMMENT 'business days after which a delivery counts as accepted; NULL: never',
	stages INT NOT NULL COMMENT 'how many milestones',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217, the order''s',
	net_minor BIGINT NOT NULL COMMENT 'of all stages, billed ones included',
	tax_minor BIGINT NOT NULL COMMENT 'of all stages',
	total_minor BIGINT NOT NULL COMMENT 'net and tax',
	digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the plan''s canonical text, which the buyer confirmed',
	change_id BINARY(16) NULL COMMENT 'the agreed change that made it; NULL: the order',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	CONSTRAINT payment_plans_pk PRIMARY KEY (order_id, version),
	CONSTRAINT payment_plans_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT payment_plans_billing_ck CHECK (billing IN ('advance', 'arrears')),
	CONSTRAINT payment_plans_stages_ck CHECK (version >= 1 AND stages >= 1),
	CONSTRAINT payment_plans_total_ck CHECK (total_minor = net_minor + tax_minor AND net_minor >= 0 AND tax_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='how orders in stages are paid; never changed';

CREATE TABLE milestones (
	order_id BINARY(16) NOT NULL COMMENT 'whose',
	version INT NOT NULL COMMENT 'of the plan',
	stage INT NOT NULL COMMENT 'from 1 on; its state is its handover''s',
	name VARCHAR(200) NOT NULL COMMENT 'as in the offer',
	share_bp INT NOT NULL COMMENT '1/100 %; of a changed plan: 0, the amounts say it',
	criteria VARCHAR(4000) NOT NULL DEFAULT '' COMMENT 'of acceptance, one a line',
	net_minor BIGINT NOT NULL COMMENT 'of the order''s net, the remainder on the last',
	tax_minor BIGINT NOT NULL COMMENT 'of the order''s tax, the remainder on the last',
	CONSTRAINT milestones_pk PRIMARY KEY (order_id, version, stage),
	CONSTRAINT milestones_plan_fk FOREIGN KEY (order_id, version) REFERENCES payment_plans (order_id, version),
	CONSTRAINT milestones_amount_ck CHECK (stage >= 1 AND share_bp BETWEEN 0 AND 10000 AND net_minor >= 0 AND tax_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='the stages of each version of a plan; never changed';

CREATE TABLE plan_changes (
	change_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as chg_',
	order_id BINARY(16) NOT NULL COMMENT 'whose plan',
	open_order_id BINARY(16) NULL COMMENT 'the order while it is PROPOSED: one at a time',
	kind VARCHAR(8) NOT NULL COMMENT 'stop: ends after what is billed; change: other stages for the unbilled ones',
	state VARCHAR(16) NOT NULL COMMENT 'PROPOSED, CONFIRMED, DECLINED, WITHDRAWN',
	side VARCHAR(8) NOT NULL COMMENT 'who proposed it: buyer, seller',
	base_version INT NOT NULL COMMENT 'of the plan that it starts from',
	body MEDIUMTEXT NOT NULL COMMENT 'JSON: the new plan (schema PlanChange) or the final account',
	digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the body, which the other side confirms',
	reason VARCHAR(1000) NOT NULL COMMENT 'the proposer''s words',
	answer VARCHAR(1000) NULL COMMENT 'the other side''s, when declined',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	created_by BINARY(16) NOT NULL COMMENT 'the user',
	answered_at DATETIME(6) NULL COMMENT 'UTC',
	answered_by BINARY(16) NULL COMMENT 'the user',
	row_version BIGINT NOT NULL DEFAULT 1 COMMENT 'grows with each change',
	CONSTRAINT plan_changes_pk PRIMARY KEY (change_id),
	CONSTRAINT plan_changes_open_uq UNIQUE (open_order_id),
	CONSTRAINT plan_changes_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id),
	CONSTRAINT plan_changes_kind_ck CHECK (kind IN ('stop', 'change') AND side IN ('buyer', 'seller')),
	CONSTRAINT plan_changes_state_ck CHECK (state IN ('PROPOSED', 'CONFIRMED', 'DECLINED', 'WITHDRAWN') AND (state = 'PROPOSED') = (open_order_id IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='what one side proposes to change of a plan, and the other''s answer';
