"""Run the statements given as JSON on standard input; answer with JSON.

A program of its own because the driver lives in Odoo's environment. Connects by libpq's variables.
"""

import json
import sys

import psycopg2


def main() -> None:
    task = json.load(sys.stdin)
    rows = []
    try:
        connection = psycopg2.connect(dbname=task["database"], connect_timeout=5)
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in task["statements"]:
                cursor.execute(statement)
            if cursor.description:
                rows = cursor.fetchall()
        connection.close()
    except psycopg2.Error as error:
        json.dump({"error": str(error)}, sys.stdout)
    else:
        json.dump({"rows": rows}, sys.stdout, default=str)


if __name__ == "__main__":
    main()
