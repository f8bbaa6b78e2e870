"""Which file of facts holds which visit; the files themselves lie below the data folder."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.findings.models import Judgement


class FactsBatch(models.Model):
    """Two Parquet files, pages and answers, of some visits of one month."""

    #: Below the folder of facts, without its ending: ``2017-11/3f…``.
    stem = models.CharField(max_length=80, unique=True)
    #: Office time: ``2017-11``.
    month = models.CharField(max_length=7, db_index=True)
    visits = models.PositiveIntegerField()
    pages = models.PositiveBigIntegerField()
    answers = models.PositiveBigIntegerField()
    #: Bytes of both files, and SHA-256 of each.
    size = models.PositiveBigIntegerField()
    pages_sha256 = models.CharField(max_length=64)
    answers_sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["month", "id"]

    def __str__(self) -> str:
        return self.stem


class FactsOf(models.Model):
    """The facts of one visit were written, or could not be."""

    judgement = models.OneToOneField(Judgement, on_delete=models.CASCADE, related_name="facts")
    batch = models.ForeignKey(FactsBatch, on_delete=models.CASCADE, null=True, related_name="of")
    #: Why not, where there is no batch.
    why = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.judgement_id} in {self.batch_id}"
