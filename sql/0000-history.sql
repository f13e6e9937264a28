-- Which migrations this database has had.

CREATE TABLE schema_migrations (
	version INT NOT NULL COMMENT 'the file''s number',
	name VARCHAR(80) NOT NULL COMMENT 'the file''s name',
	checksum BINARY(32) NOT NULL COMMENT 'SHA-256 of the file',
	statements INT NOT NULL COMMENT 'in the file',
	done INT NOT NULL COMMENT 'of them, so far',
	started_at DATETIME(6) NOT NULL COMMENT 'UTC',
	finished_at DATETIME(6) NULL COMMENT 'UTC; NULL: stopped in the middle',
	CONSTRAINT schema_migrations_pk PRIMARY KEY (version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
COMMENT='written by soukctl migrate alone';
