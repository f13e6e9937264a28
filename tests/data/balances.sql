-- What each account of the ledger must come to, reckoned from all tables but
-- the ledger's own: account, owner, currency, minor units; debits positive.
-- A commission of 10 %, which is what sites take that say nothing else.
WITH notes AS (
	SELECT order_id, SUM(net_minor) AS net, SUM(tax_minor) AS tax
	FROM bills WHERE kind = 'credit_note' GROUP BY order_id
), sold AS (
	SELECT o.seller_id, o.currency, o.net_minor - COALESCE(n.net, 0) AS net,
		o.tax_minor - COALESCE(n.tax, 0) AS tax,
		ROUND(CAST(o.net_minor AS DECIMAL(40)) / 10)
		- COALESCE(ROUND(CAST(o.net_minor AS DECIMAL(40)) / 10)
			* n.net DIV NULLIF(o.net_minor, 0), 0) AS commission
	FROM orders AS o LEFT JOIN notes AS n ON n.order_id = o.order_id
	WHERE o.paid_at IS NOT NULL
), owed AS (
	SELECT company_id, currency, total_minor - credited_minor - paid_minor
		+ refunded_minor AS minor
	FROM bills WHERE kind <> 'credit_note' AND state <> 'VOID'
	UNION ALL
	SELECT company_id, currency, amount_minor - billed_minor - released_minor
	FROM credit_reservations
), kept AS (
	SELECT b.company_id, r.currency, r.amount_minor - r.applied_minor AS minor
	FROM bill_receipts AS r JOIN bills AS b ON b.bill_id = r.bill_id
	UNION ALL
	SELECT p.company_id, p.currency, p.amount_minor
	FROM payments AS p LEFT JOIN bill_receipts AS r
	ON r.payment_id = p.payment_id
	WHERE p.captured_at IS NOT NULL AND r.receipt_id IS NULL
	UNION ALL
	SELECT company_id, currency, refunded_minor FROM bills
	UNION ALL
	SELECT b.company_id, b.currency, b.total_minor
	FROM bills AS b JOIN orders AS o ON o.order_id = b.billed_order_id
	WHERE b.pool IS NULL AND b.state <> 'VOID' AND o.paid_at IS NULL
	UNION ALL
	SELECT company_id, currency, -cash_minor FROM refunds
	WHERE state = 'REFUNDED'
), cleared AS (
	SELECT currency, amount_minor AS minor
	FROM payments WHERE captured_at IS NOT NULL
	UNION ALL
	SELECT currency, -cash_minor FROM refunds
	WHERE state = 'REFUNDED' AND gateway_ref IS NOT NULL
), banked AS (
	SELECT currency, amount_minor AS minor
	FROM bill_receipts WHERE method = 'bank_transfer'
	UNION ALL
	SELECT currency, -cash_minor FROM refunds
	WHERE state = 'REFUNDED' AND gateway_ref IS NULL
)
SELECT 'gateway_clearing' AS account, NULL AS owner, currency,
	CAST(SUM(minor) AS SIGNED) AS minor FROM cleared GROUP BY currency
UNION ALL
SELECT 'bank', NULL, currency, CAST(SUM(minor) AS SIGNED)
	FROM banked GROUP BY currency
UNION ALL
SELECT 'receivable', company_id, currency, CAST(SUM(minor) AS SIGNED)
	FROM owed GROUP BY company_id, currency
UNION ALL
SELECT 'customer_deposits', company_id, currency, CAST(-SUM(minor) AS SIGNED)
	FROM kept GROUP BY company_id, currency
UNION ALL
SELECT 'seller_payable', seller_id, currency,
	CAST(SUM(commission - net) AS SIGNED)
	FROM sold GROUP BY seller_id, currency
UNION ALL
SELECT 'revenue_commission', NULL, currency, CAST(-SUM(commission) AS SIGNED)
	FROM sold GROUP BY currency
UNION ALL
SELECT 'tax_payable', NULL, currency, CAST(-SUM(tax) AS SIGNED)
	FROM sold GROUP BY currency
UNION ALL
SELECT CONCAT(pool, '_reserve'), company_id, currency, reserved_minor
	FROM credit_pools
UNION ALL
SELECT CONCAT(pool, '_reserve'), NULL, currency,
	CAST(-SUM(reserved_minor) AS SIGNED)
	FROM credit_pools GROUP BY pool, currency
