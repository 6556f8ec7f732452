# SPDX-License-Identifier: Apache-2.0
from django.core.paginator import Paginator
from django.utils.functional import cached_property


class CappedPaginator(Paginator):
    """Counts no further than `cap`: nobody turns so many pages, and a count looks at every row."""

    cap = 10_000

    @cached_property
    def _found(self):
        return self.object_list.order_by()[: self.cap + 1].count()

    @cached_property
    def count(self):
        return min(self._found, self.cap)

    @property
    def is_capped(self):
        return self._found > self.cap
