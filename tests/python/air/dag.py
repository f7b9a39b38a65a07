import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy.orm import relationship, backref, foreign, joinedload, reconstructor
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.ext.associationproxy import association_proxy
from air.base import Base, StringID, ID_LEN, UtcDateTime, ExtendedJSON, LoggingMixin, COLLATION_ARGS

class DagTag(Base):
    """A tag name per dag."""
    __tablename__ = "dag_tag"
    name = Column(String(100), primary_key=True)
    dag_id = Column(StringID(), ForeignKey("dag.dag_id", name="dag_tag_dag_id_fkey", ondelete="CASCADE"), primary_key=True)
    __table_args__ = (Index("idx_dag_tag_dag_id", dag_id),)

class DagModel(LoggingMixin, Base):
    __tablename__ = "dag"
    dag_id = Column(StringID(), primary_key=True)
    root_dag_id = Column(StringID())
    is_paused_at_creation = True
    is_paused = Column(Boolean, default=is_paused_at_creation)
    last = Column(UtcDateTime)
    fileloc = Column(String(2000))
    description = Column(Text)
    timetable = Column(sa.JSON().with_variant(ExtendedJSON, "mssql"))
    max_active = Column(Integer, nullable=False, server_default=text("16"))
    tags = relationship("DagTag", cascade="all, delete, delete-orphan", backref=backref("dag"))
    __table_args__ = (Index("idx_root_dag_id", root_dag_id, unique=False), Index("idx_next", last))
    NUM = 3

class TaskInstance(Base, LoggingMixin):
    __tablename__ = "task_instance"
    task_id = Column(StringID(), primary_key=True, nullable=False)
    dag_id = Column(StringID(), primary_key=True, nullable=False)
    run_id = Column(StringID(), primary_key=True, nullable=False)
    map_index = Column(Integer, primary_key=True, nullable=False, server_default=text("-1"))
    start_date = Column(UtcDateTime)
    duration = Column(Float)
    state = Column(String(20))
    _try_number = Column("try_number", Integer, default=0)
    executor_config = Column(PickleType())
    note = Column(String(1000).with_variant(Text(1000), "mysql"))
    trigger_id = Column(Integer)
    __table_args__ = (
        Index("ti_dag_state", dag_id, state),
        Index("ti_state_lkp", dag_id, task_id, run_id, state),
        PrimaryKeyConstraint("dag_id", "task_id", "run_id", "map_index", name="task_instance_pkey", mssql_clustered=True),
        ForeignKeyConstraint([trigger_id], ["trigger.id"], name="task_instance_trigger_id_fkey", ondelete="CASCADE"),
        ForeignKeyConstraint([dag_id, run_id], ["dag_run.dag_id", "dag_run.run_id"], name="task_instance_dag_run_fkey", ondelete="CASCADE"),
    )
    dag_model = relationship("DagModel", primaryjoin="TaskInstance.dag_id == DagModel.dag_id", foreign_keys=dag_id, uselist=False)
    label = association_proxy("dag_model", "description")

class DagRun(Base):
    __tablename__ = "dag_run"
    id = Column(Integer, primary_key=True)
    dag_id = Column(StringID(), nullable=False)
    queued_at = Column(UtcDateTime)
    run_id = Column(StringID(), nullable=False)
    creating_job_id = Column(Integer)
    conf = Column(PickleType)
    log_template_id = Column(Integer, ForeignKey("log_template.id", name="task_instance_log_template_id_fkey", ondelete="NO ACTION"), default=select(func.max(column("x"))))
    __table_args__ = (
        Index("dag_id_state", dag_id, queued_at),
        UniqueConstraint("dag_id", "run_id", name="dag_run_dag_id_run_id_key"),
        Index("idx_dag_run_running_dags", "run_id", "dag_id", postgresql_where=text("run_id = 'running'"), sqlite_where=text("conf IS NOT NULL"), mssql_where=text("x")),
    )

class Trigger(Base):
    __tablename__ = "trigger"
    id = Column(Integer, primary_key=True)
    classpath = Column(String(1000), nullable=False)
    kwargs = Column(ExtendedJSON, nullable=False)

class LogTemplate(Base):
    __tablename__ = "log_template"
    id = Column(Integer, primary_key=True, autoincrement=True)
    filename = Column(String(200), nullable=False, unique=True)
    other = Column(Integer, index=True)
    def __repr__(self):
        return "x"
