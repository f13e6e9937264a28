-- Why a delivery was rejected, criterion by criterion.

CREATE TABLE handover_answers (
	handover_id BINARY(16) NOT NULL COMMENT 'whose',
	round INT NOT NULL COMMENT 'that was rejected',
	criterion INT NOT NULL COMMENT 'its line in milestones.criteria, from 1 on',
	met BOOLEAN NOT NULL COMMENT 'the buyer''s finding',
	comment VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'what is missing',
	CONSTRAINT handover_answers_pk PRIMARY KEY (handover_id, round, criterion),
	CONSTRAINT handover_answers_round_fk FOREIGN KEY (handover_id, round) REFERENCES handover_rounds (handover_id, round)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='criterion by criterion, why a delivery was rejected';
