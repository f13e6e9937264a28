-- Services that run already are looked at once more from their first day.

UPDATE services s
	JOIN order_lines l ON l.line_id = s.line_id
	SET s.anchor_day = DATEDIFF(s.delivered_at, '1970-01-01'),
	    s.term_periods = l.periods,
	    s.next_step_at = s.delivered_at
	WHERE s.term_ends_at IS NOT NULL;
