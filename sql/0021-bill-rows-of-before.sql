-- They have the lines of their orders, and the captures that paid them.

INSERT INTO bill_lines (bill_id, position, order_id, line_id, seller_name,
	product_name, plan_name, billing_mode, quantity, periods, unit_minor,
	net_minor, tax_kind, tax_rate, tax_minor)
SELECT b.bill_id, l.position, l.order_id, l.line_id, s.name,
	l.product_name, l.plan_name, l.billing_mode, l.quantity, l.periods,
	l.unit_minor, l.net_minor, l.tax_kind, l.tax_rate, l.tax_minor
FROM bills AS b
JOIN orders AS o ON o.order_id = b.order_id
JOIN sellers AS s ON s.seller_id = o.seller_id
JOIN order_lines AS l ON l.order_id = b.order_id
WHERE b.kind = 'bill' AND b.stage = 0;

INSERT INTO bill_receipts (receipt_id, bill_id, method, payment_id, currency,
	amount_minor, applied_minor, received_at, recorded_at)
SELECT p.payment_id, b.bill_id, 'card', p.payment_id, p.currency,
	p.amount_minor, p.amount_minor, p.captured_at, p.captured_at
FROM bills AS b
JOIN ledger_entries AS e ON e.order_id = b.order_id
	AND e.occasion = 'order_paid'
JOIN payments AS p ON p.payment_id = e.subject_id
WHERE b.kind = 'bill' AND b.stage = 0 AND b.state = 'PAID'
	AND p.amount_minor = b.total_minor;
