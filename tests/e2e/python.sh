#!/bin/sh
# Entities in Python: SQLModel and SQLAlchemy, read without running them.
. "$(dirname "$0")/lib.sh"

start() { # NAME FOLDER: a project whose entities are in FOLDER
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    rm -rf entities
    sed -i "s,^- entities,- $2," fxgit.yml
}

# ---- the headline example: two entities, then a column and a unique ----
start headline src/entity
write src/__init__.py </dev/null
write src/model/kind.py <<'END'
from enum import Enum


class Kind(Enum):
    BOARD = "board"
    VIDEO = "video"
END
write src/entity/user.py <<'END'
from sqlmodel import Field, Relationship
from framefox.core.orm.abstract_entity import AbstractEntity


class User(AbstractEntity, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    email: str = Field(max_length=200)
    games: list["Game"] = Relationship(back_populates="user")
END
write src/entity/game.py <<'END'
from sqlmodel import Field, Relationship

from framefox.core.orm.abstract_entity import AbstractEntity
from src.entity.user import User
from src.model.kind import Kind


class Game(AbstractEntity, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(index=True, max_length=100)
    kind: Kind = Kind.BOARD
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    user: User = Relationship(back_populates="games")
END
git add -A
run 0 git commit -m 'First'
err_has 'Create'
run 0 fxgit upgrade
run 0 fxgit drift
db "INSERT INTO \"user\" (name, email) VALUES ('Ada', 'ada@example.org')"
sed -i 's/    email: str = Field(max_length=200)/    email: str = Field(max_length=200, unique=True)\n    age: int = 7/' src/entity/user.py
run 0 git commit -am 'Age, and one user an address'
git show --format= HEAD >"$T/out"
out_has 'add_column: user.age'
out_has 'create_unique_constraint: user.uq_user_email'
run 0 fxgit upgrade
same 'the age of a row that was there' "$(db 'SELECT age FROM "user"')" 7
run 0 fxgit drift
run 0 fxgit downgrade -1 --yes
run 0 fxgit upgrade
clean
ok 'classes are tables, and a commit writes what they change'

# a file that is no entity, but that one imports
run 0 fxgit status
run 0 fxgit status
run 0 fxgit status
cp src/model/kind.py "$T/kind.py"
sed -i 's/    VIDEO = .*/    VIDEO = "video"\n    CARDS = "cards"/' src/model/kind.py
run 0 fxgit status
out_has 'entities differ'
cp "$T/kind.py" src/model/kind.py
sed -i 's/    VIDEO = .*/    VIDEO = "video"\n    CARDS = "cards"/' src/model/kind.py
run 0 git commit -am 'Cards'
git show --format= HEAD >"$T/out"
out_has 'CARDS'
run 0 fxgit upgrade
run 0 fxgit drift
clean
ok 'what an entity imports counts'

# trees of files are kept under the names of their texts: with them, without and damaged
cache=.git/fxgit/cache/trees
same_model() { # WHAT: that the models of commits and of the work tree are what they were
    run 0 fxgit diff HEAD~2 HEAD --sql
    cmp -s "$T/out" "$T/model" || fail "the model differs: $1"
    run 0 fxgit diff
    same "$1: what is left to do" "$(cat "$T/out")" ''
}
rm -f "$cache"
run 0 fxgit diff HEAD~2 HEAD --sql
cp "$T/out" "$T/model"
[ -s "$cache" ] || fail 'no tree is kept'
same_model 'kept'
cp "$cache" "$T/trees"
for size in 0 1 30 200 1000; do
    head -c "$size" "$T/trees" >"$cache"
    same_model "cut at $size"
done
for at in 5 60 150 400 900; do
    { head -c "$at" "$T/trees" && printf '\377' && tail -c +"$((at + 2))" "$T/trees"; } >"$cache"
    same_model "damaged at $at"
done
rm -f "$cache"
run 0 fxgit diff
python3 "$FX_SRC/tests/e2e/forge.py" "$cache" CARDS CARTS
run 0 fxgit diff
out_has 'Change enum kind'
rm -f "$cache"
same_model 'forgotten'
ok 'trees are kept, and what is damaged is none'

# from a commit, whatever the work tree has
printf 'class Broken(' >src/entity/broken.py
run 0 fxgit diff HEAD~1 HEAD
out_has 'Change enum kind'
run 4 fxgit diff
err_has 'src/entity/broken.py:1:'
err_has 'syntax error'
git add -A
run 1 git commit -m 'Broken'
err_has 'syntax error'
git rm -q --cached src/entity/broken.py
rm src/entity/broken.py
ok 'a file that Python cannot read is refused, never a dropped table'

# ---- what cannot be known is said, with what to write instead ----
refused() { # TEXT, the class on standard input
    {
        printf 'import os\nimport sqlalchemy as sa\nfrom sqlmodel import SQLModel, Field\nfrom somewhere import Base, helper\n\n'
        cat
    } | write src/entity/odd.py
    run 4 fxgit diff
    err_has "$1"
    err_has 'src/entity/odd.py:'
}
refused 'the name of the table of A cannot be known' <<'END'
class A(SQLModel, table=True):
    __tablename__ = os.environ["NAME"]
    id: int = Field(primary_key=True)
END
refused 'the type of' <<'END'
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    data: dict
END
refused 'what a column is made with' <<'END'
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    n: int = Field(sa_column=sa.Column(sa.Integer, **helper()))
END
refused 'derives from somewhere.Base' <<'END'
class A(Base, SQLModel, table=True):
    id: int = Field(primary_key=True)
END
refused 'stands under a condition' <<'END'
if os.name == "posix":
    class A(SQLModel, table=True):
        id: int = Field(primary_key=True)
END
refused 'what A declares here' <<'END'
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    if os.name == "posix":
        other: int
END
refused 'whether C.other is a column is not known' <<'END'
class A(sa.orm.DeclarativeBase):
    pass
class B(A):
    __tablename__ = "b"
    id = sa.Column(sa.Integer, primary_key=True)
    none = helper()  # fxgit: column: false
class C(A):
    __tablename__ = "c"
    id = sa.Column(sa.Integer, primary_key=True)
    other = helper()
END
refused 'an SQL expression cannot be known' <<'END'
class A(SQLModel, table=True):
    __table_args__ = (sa.CheckConstraint(sa.cast(sa.column("id"), sa.String) == "1"),)
    id: int = Field(primary_key=True)
END
refused 'is another one in each dialect: coalesce(a, 0), coalesce(a, false), coalesce(a, false)' <<'END'
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    a: bool
sa.Index("ix", sa.func.coalesce(A.a, False))
END
refused 'made of itself, or too deep' <<END
C0 = sa.column("id")
$(for i in $(seq 60); do echo "C$i = C$((i - 1)) + C$((i - 1))"; done)
class A(SQLModel, table=True):
    __table_args__ = (sa.CheckConstraint(C60 > 1),)
    id: int = Field(primary_key=True)
END
refused 'the table B is made within a function or a class' <<'END'
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
def make():
    if A:
        class C(SQLModel, table=True):  # fxgit: ignore: true
            id: int = Field(primary_key=True)
    class B(SQLModel, table=True):
        id: int = Field(primary_key=True)
    return B
END
refused 'the table D is made within a function or a class' <<'END'
class B(sa.orm.DeclarativeBase):
    pass
class C:
    class D(B):
        __tablename__ = "d"
        id = sa.Column(sa.Integer, primary_key=True)
END
refused 'create_model() makes the class of a table when it runs' <<'END'
from pydantic import create_model
from pydantic import BaseModel
class Plain(BaseModel):
    name: str
Form = create_model("Form", __base__=Plain, age=(int, 0))
def table_of(name):  # of the tests
    return create_model(name, __base__=SQLModel, __cls_kwargs__={"table": True})  # fxgit: ignore: true
Made = create_model("Made", __base__=SQLModel, __cls_kwargs__={"table": True}, id=(int, Field(primary_key=True)))
END
refused 'create_model() makes the class of a table when it runs' <<'END'
import pydantic
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
MADE = [pydantic.create_model("B", __base__=(A,))]
END
refused 'type() makes the class of a table when it runs' <<'END'
class B(sa.orm.DeclarativeBase):
    pass
kind = type(B)
Other = type("Other", (), {"x": 1})
def make(name):
    return type(name, (B,), {"__tablename__": name.lower(), "id": sa.Column(sa.Integer, primary_key=True)})
END
refused 'an expression nested too deeply' <<END
class A(SQLModel, table=True):
    __tablename__ = $(printf '(%.0s' $(seq 300))"a"$(printf ')%.0s' $(seq 300))
    id: int = Field(primary_key=True)
END
refused 'with more than 200 branches' <<END
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
if os.name == "a":
    pass
$(seq 500 | sed 's/.*/elif os.name == "&":\n    pass/')
END
refused 'made of itself' <<'END'
ONE = TWO + "x"
TWO = ONE + "y"
class A(SQLModel, table=True):
    __tablename__ = ONE
    id: int = Field(primary_key=True)
END
write src/entity/odd.py <<'END'
import os
from typing import Any
from sqlmodel import SQLModel, Field
from somewhere import Base


class A(Base, SQLModel, table=True):  # fxgit: complete: true, table: odd
    __tablename__ = os.environ["NAME"]
    id: int = Field(primary_key=True)
    data: Any  # fxgit: type: json, nullable: true
    # fxgit: type: string(9), default: x
    other: Any
END
run 0 fxgit diff --sql
out_has 'odd'
rm src/entity/odd.py
ok 'what cannot be known is an error with its line, or a remark says it'

# ---- flask_sqlalchemy: db.Model, names and metadata of its own ----
start flask app/models
write app/__init__.py <<'END'
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
END
write app/models/user.py <<'END'
from app import db
from flask_login import UserMixin

followers = db.Table(
    "followers",
    db.Column("follower_id", db.Integer, db.ForeignKey("user.id"), primary_key=True),
    db.Column("followed_id", db.Integer, db.ForeignKey("user.id"), primary_key=True),
)


class BaseModel(db.Model):
    __abstract__ = True
    id = db.Column(db.Integer, primary_key=True)


class User(UserMixin, BaseModel):
    name = db.Column(db.String(64), index=True, unique=True)


class BlogPost(BaseModel):
    body = db.Column(db.String(140))
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))
END
run 0 fxgit new -m 'All'
run 0 fxgit upgrade
same 'columns of followers' "$(db 'SELECT follower_id, followed_id FROM followers')" ''
same 'columns of blog_post' "$(db 'SELECT id, body, user_id FROM blog_post')" ''
ok 'flask_sqlalchemy'

# ---- what SQLAlchemy makes itself has no drift ----
for folder in sqlmodel_app declarative blog shop air checks odd; do
    # MariaDB indexes neither expressions nor that many characters
    case $engine:$folder in mysql:shop | mysql:air) continue ;; esac
    start "made_$folder" $folder
    echo 'naming: sqlalchemy' >>fxgit.yml
    cp -R "$FX_SRC/tests/python/$folder" .
    rm -rf "$folder/__pycache__"
    /usr/bin/python3 -B "$FX_SRC/tests/python/ddl.py" "$engine" "$FX_SRC/tests/python/$folder" >"$T/ddl.sql"
    db_run "$T/ddl.sql"
    run 0 fxgit new -m 'All'
    run 0 fxgit stamp heads --yes
    run 0 fxgit drift
    run 0 fxgit diff
    same 'what is left to do' "$(cat "$T/out")" ''
    if [ $folder = sqlmodel_app ]; then # a key that has no name of its own can be taken away
        sed -i 's/foreign_key="tag.id", //' $folder/shop.py
        run 0 fxgit new -m 'No tag'
        run 0 fxgit upgrade
        run 0 fxgit drift
    fi
    # and the other way: what fxgit makes is what SQLAlchemy would have made
    new_database "made.db"
    run 0 fxgit upgrade --database "$DB"
    run 0 fxgit drift --database "$DB"
    ok "create_all and fxgit make the same of $folder"
done

# ---- 2.0 ----
start classes m
write m/models.py <<'END'
from __future__ import annotations
import datetime
from typing import Annotated, Optional, List, TypeVar, Generic, TYPE_CHECKING
from sqlalchemy import String, ForeignKey, func, BigInteger, Interval, Enum, Sequence, Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, MappedAsDataclass, declared_attr, deferred, composite, column_property, synonym, registry
from sqlalchemy.ext.associationproxy import association_proxy, AssociationProxy
from sqlalchemy.ext.hybrid import hybrid_property
import dataclasses
if TYPE_CHECKING:
    from other import Other

intpk = Annotated[int, mapped_column(primary_key=True)]
big = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=True)]
str30 = Annotated[str, 30]
ts = Annotated[datetime.datetime, mapped_column(nullable=False, server_default=func.CURRENT_TIMESTAMP())]
class Base(MappedAsDataclass, DeclarativeBase):
    type_annotation_map = {str30: String(30)}
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"
@dataclasses.dataclass
class Point:
    x: int
    y: int
class User(Base):
    id: Mapped[intpk] = mapped_column(init=False)
    name: Mapped[str30]
    nick: Mapped[Optional[str30]] = mapped_column(default=None)
    made: Mapped[ts] = mapped_column(init=False)
    posts: Mapped[List["Post"]] = relationship(back_populates="user", default_factory=list)
    tags: AssociationProxy[List[str]] = association_proxy("posts", "title", init=False)
    dur: Mapped[datetime.timedelta] = mapped_column(Interval(native=False), default=None)
    bio: Mapped[str] = deferred(mapped_column(String(500)), default=None)
    start: Mapped[Point] = composite(mapped_column("x1"), mapped_column("y1"), default=None)
    __mapper_args__ = {"eager_defaults": True}
    @hybrid_property
    def is_new(self): return self.id is None
class Post(Base):
    id: Mapped[big] = mapped_column(init=False)
    title: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), init=False)
    user: Mapped["User"] = relationship(back_populates="posts")
    n: Mapped[int] = mapped_column(Integer, server_default=Sequence("n_seq").next_value(), init=False)


class Made(Base):
    id: Mapped[intpk] = mapped_column(init=False)
    span: Mapped[datetime.timedelta] = mapped_column(Interval(second_precision=3), default=None)
    state: Mapped[str] = mapped_column(Enum(*[s[0] for s in [("on", 1), ("off", 2)]], name="state"), default=None)
    data: Mapped[dict] = mapped_column(MutableDict.as_mutable(JSON), default=None)
END
sed -i 's/^from sqlalchemy import /from sqlalchemy import JSON, /; s/^import dataclasses/&\nfrom sqlalchemy.ext.mutable import MutableDict/' m/models.py
run 0 fxgit new -m 'All'
cat migrations/versions/*.yml >"$T/out"
for text in 'name: string(30)' 'x1: integer' 'y1: integer' 'bio: string(500)' "values: ['on', 'off']" \
    "postgresql: nextval('n_seq')" 'postgresql: interval(3)' 'type: json' 'create_table: mades'; do
    out_has "$text"
done
ok 'mapped dataclasses, composites, comprehensions'

# ---- what an earlier commit left uncovered is told of, wherever it stands ----
start late m
fxgit hooks install >/dev/null
write m/user.py <<'END'
from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
END
write m/tag.py <<'END'
from sqlmodel import Field, SQLModel


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
END
git add -A
run 0 git commit -m 'First'
write m/indexes.py <<'END'
from sqlalchemy import Index

from m.user import User

Index("ix_late", User.name)
END
git add -A
git commit -q --no-verify -m 'An index, in a file of its own'
echo '    age: int | None = None' >>m/user.py
run 1 git commit -am 'Age'
err_has 'no revision covers'
err_has 'ix_late'
run 0 fxgit new -m 'Late'
git add -A
run 0 git commit -m 'Age, and the index'
echo '    size: int | None = None' >>m/tag.py
git commit -q --no-verify -am 'Size'
echo '    mail: str | None = None' >>m/user.py
run 1 git commit -am 'Mail'
err_has 'Add tag.size'
run 0 fxgit new -m 'Size and mail'
git add -A
run 0 git commit -m 'Size and mail'
echo '    zip: str | None = None' >>m/user.py
run 0 git commit -am 'Zip'
err_has 'Add user.zip'
ok 'uncovered changes of earlier commits'

gives() { # FILE: what the one revision has to be
    cmp migrations/versions/*_all.yml "$1" || {
        diff migrations/versions/*_all.yml "$1" >&2 || :
        fail 'the models of 2.0 give another revision'
    }
}
if [ "$engine" = postgresql ]; then
    start layout src/app/models.py
    cp -R "$FX_SRC/tests/python/layout/src" .
    run 0 fxgit new -m 'All'
    gives "$FX_SRC/tests/python/layout.yml"
    start modern modern
    cp -R "$FX_SRC/tests/python/modern" .
    run 0 fxgit new -m 'All'
    gives "$FX_SRC/tests/python/modern.yml"
    run 0 fxgit upgrade
    run 0 fxgit drift
    ok 'Mapped, mapped_column and Annotated'
fi
