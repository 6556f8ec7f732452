# SPDX-License-Identifier: Apache-2.0
"""Questions to tables with millions of rows that an index answers. Django's own look at every row."""
from datetime import datetime, time, timedelta

from django.db import connections, models
from django.utils import timezone


class TaskQuerySet(models.QuerySet):
    def datetimes(self, field_name, kind, order='ASC', tzinfo=None, **options):
        """The years, months or days with tasks, for the admin's date hierarchy: one look at the index for each."""
        if kind not in ('year', 'month', 'day') or tzinfo:
            return super().datetimes(field_name, kind, order, tzinfo, **options)
        times = self.order_by(field_name).values_list(field_name, flat=True)
        found = []
        next_time = times.first()
        while next_time is not None:
            start, end = _period(next_time, kind)
            found.append(start)
            next_time = times.filter(**{f'{field_name}__gte': end}).first()
        return found if order == 'ASC' else found[::-1]


def _period(moment, kind):
    """The year, month or day, in the current time zone, that a time lies in: its begin and its end."""
    aware = timezone.is_aware(moment)
    day = (timezone.localtime(moment) if aware else moment).date()
    if kind == 'year':
        first, after = day.replace(month=1, day=1), day.replace(year=day.year + 1, month=1, day=1)
    elif kind == 'month':
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
    else:
        first, after = day, day + timedelta(days=1)
    bounds = [datetime.combine(date, time.min) for date in (first, after)]
    return [timezone.make_aware(bound) if aware else bound for bound in bounds]


def distinct_values(queryset, column, limit=100):
    """A column's values, sorted, each found behind the last by its index."""
    connection = connections[queryset.db]
    table, name = map(connection.ops.quote_name, (queryset.model._meta.db_table, column))
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH RECURSIVE found(value) AS ('
            f'SELECT min({name}) FROM {table} UNION ALL '
            f'SELECT (SELECT min({name}) FROM {table} WHERE {name} > found.value) FROM found '
            f'WHERE found.value IS NOT NULL) '
            f'SELECT value FROM found WHERE value IS NOT NULL LIMIT %s',
            [limit],
        )
        return [value for value, in cursor.fetchall()]
