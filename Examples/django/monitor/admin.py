# SPDX-License-Identifier: Apache-2.0
import ast
from pprint import pformat
from uuid import UUID

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst

from .filters import NameFilter, StateFilter, StatusFilter, WorkerFilter
from .models import TaskState, WorkerState
from .paginator import CappedPaginator

admin.site.site_header = admin.site.site_title = 'Celery'


class MonitorAdmin(admin.ModelAdmin):
    """Shows what evcam has written; nobody changes it here."""

    actions = None
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    # Django 5 would count the rows behind each choice of each filter.
    show_facets = getattr(admin, 'ShowFacets', None) and admin.ShowFacets.NEVER

    class Media:
        css = {'all': ['monitor/admin.css']}

    def get_changelist_instance(self, request):
        changes = super().get_changelist_instance(request)
        changes.title = capfirst(self.opts.verbose_name_plural)
        if changes.query:
            # A search looks at every row that the filters leave: once, not again for each line of the dates.
            changes.date_hierarchy = None
        elif not changes.has_active_filters:
            changes.full_result_count = changes.result_count
        return changes

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(TaskState)
class TaskAdmin(MonitorAdmin):
    list_display = ['when', 'colored_state', 'name', 'worker', 'seconds', 'task_id', 'short_args', 'short_kwargs']
    list_display_links = ['when', 'name', 'task_id']
    list_filter = [StateFilter, 'tstamp', WorkerFilter, NameFilter]
    list_select_related = ['worker']
    search_fields = ['name', 'task_id', 'args', 'kwargs', 'worker__hostname']
    search_help_text = 'A UUID finds its task at once; other words are looked for in every task that the filters leave.'
    date_hierarchy = 'tstamp'
    # Those that have an index.
    sortable_by = ['colored_state', 'name', 'when']
    fieldsets = [
        (None, {'fields': ['colored_state', 'name', 'task_id', 'worker', 'precise_tstamp', 'runtime', 'retries']}),
        ('Call', {'fields': ['pretty_args', 'pretty_kwargs', 'eta', 'expires']}),
        ('Outcome', {'fields': ['pretty_result', 'pretty_traceback']}),
    ]

    def get_queryset(self, request):
        tasks = super().get_queryset(request)
        # The list shows neither; a traceback can be long.
        is_list = request.resolver_match and request.resolver_match.url_name.endswith('_changelist')
        return tasks.defer('result', 'traceback') if is_list else tasks

    def get_search_results(self, request, queryset, search_term):
        try:
            term = search_term.strip()
            return queryset.filter(task_id__in={term, str(UUID(term))}), False
        except ValueError:
            return super().get_search_results(request, queryset, search_term)

    @admin.display(description='state', ordering='state')
    def colored_state(self, task):
        return format_html('<b class="celery-state {}">{}</b>', task.state, task.state)

    @admin.display(description='last event', ordering='tstamp')
    def when(self, task):
        moment = local(task.tstamp)
        return format_html('<span title="{}">{}</span>', moment.isoformat(), f'{moment:%Y-%m-%d %H:%M:%S}')

    @admin.display(description='last event')
    def precise_tstamp(self, task):
        return f'{local(task.tstamp):%Y-%m-%d %H:%M:%S.%f %Z}'

    @admin.display(description='runtime')
    def seconds(self, task):
        return None if task.runtime is None else f'{task.runtime:.3f} s'

    @admin.display(description='args')
    def short_args(self, task):
        return shortened(task.args)

    @admin.display(description='kwargs')
    def short_kwargs(self, task):
        return shortened(task.kwargs)

    @admin.display(description='args')
    def pretty_args(self, task):
        return pretty(task.args)

    @admin.display(description='kwargs')
    def pretty_kwargs(self, task):
        return pretty(task.kwargs)

    @admin.display(description='result or exception')
    def pretty_result(self, task):
        return pretty(task.result)

    @admin.display(description='traceback')
    def pretty_traceback(self, task):
        return block(task.traceback)


@admin.register(WorkerState)
class WorkerAdmin(MonitorAdmin):
    list_display = ['hostname', 'status', 'heartbeat', 'tasks']
    list_filter = [StatusFilter]
    search_fields = ['hostname']
    sortable_by = ['hostname', 'heartbeat']
    fields = ['hostname', 'status', 'last_heartbeat', 'tasks']

    @admin.display(description='status')
    def status(self, worker):
        status = 'online' if worker.is_online() else 'offline'
        return format_html('<b class="celery-worker {}">{}</b>', status, status)

    @admin.display(description='last heartbeat', ordering='last_heartbeat', empty_value='never')
    def heartbeat(self, worker):
        moment = worker.last_heartbeat
        return moment and format_html('<span title="{}">{}</span>', local(moment).isoformat(), naturaltime(moment))

    @admin.display(description='tasks')
    def tasks(self, worker):
        return format_html(
            '<a href="{}?worker={}">tasks</a> · <a href="{}?worker={}&amp;state=FAILURE">failures</a>',
            *[reverse('admin:monitor_taskstate_changelist'), worker.pk] * 2,
        )


def local(moment):
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def shortened(text):
    return text and format_html('<code title="{}">{}</code>', Truncator(text).chars(1000), Truncator(text).chars(40))


def block(text):
    return '-' if text is None else format_html('<pre class="celery-text">{}</pre>', text)


def pretty(text):
    """Python's repr, over several lines where it is long; what is no literal (or was cut short) as it stands."""
    try:
        return block(text and pformat(ast.literal_eval(text), width=100, compact=True))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return block(text)
