# SPDX-License-Identifier: Apache-2.0
from django.contrib import admin

from .models import WorkerState
from .queries import distinct_values


class ValuesFilter(admin.SimpleListFilter):
    """Offers what stands in an indexed column, without asking each row."""

    def lookups(self, request, model_admin):
        values = distinct_values(model_admin.get_queryset(request), self.parameter_name)
        return [(value, value) for value in values]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class StateFilter(ValuesFilter):
    title = parameter_name = 'state'


class NameFilter(ValuesFilter):
    title = parameter_name = 'name'


class WorkerFilter(admin.SimpleListFilter):
    """Offers the workers heard of last: where each start brings a new name, there are thousands of old ones."""

    title = parameter_name = 'worker'

    def lookups(self, request, model_admin):
        newest = WorkerState.objects.exclude(last_heartbeat=None).order_by('-last_heartbeat')[:50]
        return sorted(((str(worker.pk), worker.hostname) for worker in newest), key=lambda choice: choice[1])

    def queryset(self, request, queryset):
        value = self.value() or ''
        return queryset.filter(worker_id=int(value)) if value.isdecimal() else queryset


class StatusFilter(admin.SimpleListFilter):
    title = parameter_name = 'status'

    def lookups(self, request, model_admin):
        return [('online', 'online'), ('offline', 'offline')]

    def queryset(self, request, queryset):
        online = {'last_heartbeat__gte': WorkerState.deadline()}
        if self.value() == 'online':
            return queryset.filter(**online)
        return queryset.exclude(**online) if self.value() == 'offline' else queryset
