-- The ledger and the event log: append-only, sealed into chains by the
-- worker.  The application's database user may change the seal's columns
-- alone.

CREATE TABLE ledger_entries (
	entry_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as ent_',
	occasion VARCHAR(32) NOT NULL COMMENT 'order_paid, refund, ...',
	subject_id BINARY(16) NOT NULL COMMENT 'the payment, bill or refund that caused it',
	order_id BINARY(16) NULL COMMENT 'the order behind it',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	seal_no BIGINT NULL COMMENT 'gapless; given by the worker',
	seal_hash BINARY(32) NULL COMMENT 'SHA-256 over the predecessor and this entry',
	CONSTRAINT ledger_entries_pk PRIMARY KEY (entry_id),
	CONSTRAINT ledger_entries_occasion_uq UNIQUE (occasion, subject_id),
	CONSTRAINT ledger_entries_seal_uq UNIQUE (seal_no),
	KEY ledger_entries_order_ix (order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='one for each occasion';

CREATE TABLE ledger_postings (
	entry_id BINARY(16) NOT NULL COMMENT 'whose',
	position INT NOT NULL COMMENT 'from 1',
	account VARCHAR(32) NOT NULL COMMENT 'design 2-domain',
	owner_id BINARY(16) NULL COMMENT 'company or seller; NULL: the site',
	currency CHAR(3) NOT NULL COMMENT 'ISO 4217',
	amount_minor BIGINT NOT NULL COMMENT 'debit positive, credit negative',
	CONSTRAINT ledger_postings_pk PRIMARY KEY (entry_id, position),
	CONSTRAINT ledger_postings_entry_fk FOREIGN KEY (entry_id) REFERENCES ledger_entries (entry_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='sum to zero per entry and currency';

CREATE TABLE events (
	event_id BINARY(16) NOT NULL COMMENT 'UUIDv7, shown as evt_',
	subject VARCHAR(16) NOT NULL COMMENT 'order, payment, bill, user, ...',
	subject_id BINARY(16) NOT NULL COMMENT 'which',
	kind VARCHAR(40) NOT NULL COMMENT 'placed, captured, ...',
	from_state VARCHAR(20) NULL COMMENT 'NULL: it began here',
	to_state VARCHAR(20) NULL COMMENT 'NULL: no state changed',
	actor VARCHAR(16) NOT NULL COMMENT 'user, operator, worker, gateway',
	actor_id BINARY(16) NULL COMMENT 'the user',
	reason VARCHAR(200) NULL COMMENT 'for people',
	created_at DATETIME(6) NOT NULL COMMENT 'UTC',
	seal_no BIGINT NULL COMMENT 'gapless; given by the worker',
	seal_hash BINARY(32) NULL COMMENT 'SHA-256 over the predecessor and this event',
	CONSTRAINT events_pk PRIMARY KEY (event_id),
	CONSTRAINT events_seal_uq UNIQUE (seal_no),
	KEY events_subject_ix (subject_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='every transition, who and why';

CREATE TABLE chain_heads (
	chain VARCHAR(16) NOT NULL COMMENT 'ledger, events',
	last_no BIGINT NOT NULL COMMENT 'of the last sealed row',
	last_hash BINARY(32) NOT NULL COMMENT 'its hash; zeros before the first',
	CONSTRAINT chain_heads_pk PRIMARY KEY (chain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='guard rows of the sealing job';
