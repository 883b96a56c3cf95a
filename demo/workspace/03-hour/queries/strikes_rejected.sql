/*---
description: Lines of the bird strike objects that break the contract, with the reason and the raw text
---*/
-- Nothing is lost: rows and rejects together are the records of the raw objects.
SELECT _object AS object, _row AS line, field, reason, raw
FROM birdstrikes_rejects
ORDER BY object, line;
