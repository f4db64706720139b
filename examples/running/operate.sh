set -e

# #region routes
npx myelin routes --write routes.txt # once; keep the file in the repository
npx myelin routes --check routes.txt # in CI: fails where the application compiles to something else
# #endregion

# #region print
npx myelin migrate --print > schema.sql # the SQL, where operators run it themselves
# #endregion

# #region migrate
npx myelin migrate
# #endregion

# #region compare
npx myelin diff --deployed # what changes from what runs, and whether that breaks anything
npx myelin check-deploy    # whether letters that wait and workflows that run could go on
# #endregion

# #region look
npx myelin processors list
npx myelin dead-letters list
npx myelin nodes
# #endregion

# #region backup
pg_dump --format=custom --file=school.dump --dbname="$DATABASE_URL"
# #endregion

# #region restore
pg_restore --dbname="$RESTORED_URL" school.dump
DATABASE_URL="$RESTORED_URL" npx myelin migrate
# #endregion
