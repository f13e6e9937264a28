-- Those that were recalled before rounds said so.

UPDATE handover_rounds r
	JOIN handovers h ON h.handover_id = r.handover_id AND h.round = r.round
SET r.recalled_at = r.delivered_at
WHERE h.state = 'OPEN';
