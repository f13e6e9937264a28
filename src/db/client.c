#include <pthread.h>

#include "client.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t at_thread_end;
static bool usable;
static __thread bool thread_ready;

static void
thread_end(void *unused)
{
	(void)unused;
	mysql_thread_end();
}

static void
client_start(void)
{
	usable = mysql_library_init(0, NULL, NULL) == 0 &&
	    pthread_key_create(&at_thread_end, thread_end) == 0;
}

enum err
db_client_ready(void)
{
	if (thread_ready)
		return OK;
	if (pthread_once(&once, client_start) != 0 || !usable)
		return ERR_NOMEM;
	if (mysql_thread_init() != 0)
		return ERR_NOMEM;
	/* Any value but NULL makes the destructor run. */
	if (pthread_setspecific(at_thread_end, &usable) != 0) {
		mysql_thread_end();
		return ERR_NOMEM;
	}
	thread_ready = true;
	return OK;
}
