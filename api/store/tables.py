"""Tables of the store. A change here is a migration in ``migrations/versions``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Float, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Root of the tables."""


class JobRow(Base):
    """A long run: what, where it is, how it ended."""

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    study: Mapped[str] = mapped_column(String(80), index=True)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(12))  # waiting, running, done, failed, cancelled
    step: Mapped[str] = mapped_column(String(40), default="")
    share: Mapped[float] = mapped_column(Float, default=0.0)
    error_code: Mapped[str] = mapped_column(String(80), default="")
    error_values: Mapped[str] = mapped_column(Text, default="{}")  # JSON
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
