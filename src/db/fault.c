/* Failures on demand, so that a test can fail each statement in turn. */
#include "client.h"

#ifdef SOUK_DEBUG

static __thread unsigned long countdown;
static __thread enum err fault;

void
db_fail_at(unsigned long n, enum err with)
{
	countdown = n;
	fault = with;
}

static bool
fault_is_due(void)
{
	return countdown > 0 && --countdown == 0;
}

static void
connection_drop(struct db *db)
{
	db->number = 0;
	db->message[0] = '\0';
	db->dead = true;
}

enum err
db_fault(struct db *db)
{
	if (!fault_is_due())
		return OK;
	if (fault == ERR_UNAVAILABLE)
		connection_drop(db);
	if (fault == ERR_RETRY)
		db->doomed = true;
	return fault;
}

bool
db_fault_commit(struct db *db, enum err *e)
{
	if (!fault_is_due())
		return false;
	*e = fault;
	if (fault == ERR_UNKNOWN || fault == ERR_UNAVAILABLE) {
		if (fault == ERR_UNKNOWN)
			(void)mysql_real_query(db->mysql, "COMMIT", 6);
		connection_drop(db);
		*e = ERR_UNKNOWN;
	}
	return true;
}

#else

void
db_fail_at(unsigned long n, enum err with)
{
	(void)n;
	(void)with;
}

enum err
db_fault(struct db *db)
{
	(void)db;
	return OK;
}

#endif
