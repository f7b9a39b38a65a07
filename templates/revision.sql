-- fxgit:revision @REVISION@
-- fxgit:revises @REVISES@
-- fxgit:message @MESSAGE@
-- fxgit:upgrade

-- fxgit:downgrade

